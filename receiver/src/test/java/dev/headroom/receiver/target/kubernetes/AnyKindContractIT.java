package dev.headroom.receiver.target.kubernetes;

import dev.headroom.receiver.kubernetes.real.Programs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What every target must do, of a kind that nothing is known of but its scale subresource; with {@code -Dheadroom.kinds=whole}. */
@EnabledIf(value = "dev.headroom.receiver.kubernetes.real.Programs#installed", disabledReason = Programs.MISSING)
@EnabledIfSystemProperty(named = "headroom.kinds", matches = "whole")
class AnyKindContractIT extends RealWorkloads {
    private final Gangs gangs = new Gangs(cluster);

    AnyKindContractIT() {
        super(Gangs.KIND);
        gangs.allow();
    }

    @Override
    void deploy(String name, int replicas) {
        gangs.make(name, replicas);
    }

    @AfterEach
    void end() {
        gangs.close();
    }
}
