package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.decision.Evidence;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what may be concluded from the news; what lasts is told once. */
final class EvidenceLog {

    private static final Logger LOG = LoggerFactory.getLogger(EvidenceLog.class);

    private Evidence.@Nullable Finding told;

    void tell(Evidence.Finding finding) {
        if (told != null && finding.saysTheSameAs(told)) {
            return;
        }
        switch (finding.sight()) {
            case CLEAR -> LOG.info("evidence: Alertmanager and Prometheus are heard");
            case UNPROVEN -> LOG.warn("evidence: {}: nothing is scaled down until then", finding.reason());
            case BLIND -> LOG.warn("evidence: blind: {}: alerts change no count until then", finding.reason());
        }
        told = finding;
    }
}
