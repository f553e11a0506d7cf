package dev.headroom.receiver.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class RightTest {

    @Test
    void whatIsMissingIsToldAsTheRulesOfARole() {
        List<Right> missing = new ArrayList<>();
        missing.addAll(Right.of("apps", "deployments", List.of("get", "list"), "inference"));
        missing.addAll(Right.of("apps", "statefulsets", List.of("get", "list"), "inference"));
        missing.addAll(Right.of("", "pods", List.of("patch"), "inference"));
        missing.addAll(Right.named("coordination.k8s.io", "leases", List.of("get", "patch"), "inference", "headroom"));
        missing.addAll(Right.of("", "nodes", List.of("list"), ""));

        List<Right> wanted = new ArrayList<>(missing);
        wanted.addAll(Right.of("", "pods", List.of("get"), "inference"));

        assertThat(Right.lacking(missing, wanted))
                .isEqualTo("the Role of Headroom's ServiceAccount in inference lacks rights; add to its rules: ["
                        + "{apiGroups: [\"apps\"], resources: [\"deployments\", \"statefulsets\"], verbs: [\"get\", \"list\"]}, "
                        + "{apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"patch\"]}, "
                        + "{apiGroups: [\"coordination.k8s.io\"], resources: [\"leases\"], resourceNames: [\"headroom\"], verbs: [\"get\", \"patch\"]}]; "
                        + "the ClusterRole of Headroom's ServiceAccount lacks rights; add to its rules: ["
                        + "{apiGroups: [\"\"], resources: [\"nodes\"], verbs: [\"list\"]}]");
    }

    @Test
    void itIsYaml() {
        List<Right> missing = Right.of("apps", "deployments/scale", List.of("get", "update"), "inference");
        String told = Right.lacking(missing, missing);
        Object rules = new Yaml().load(told.substring(told.indexOf('[')));

        assertThat(rules.toString())
                .isEqualTo("[{apiGroups=[apps], resources=[deployments/scale], verbs=[get, update]}]");
    }

    @Test
    void whereNothingIsAllowedTheNamespaceMayBeWrong() {
        List<Right> missing = Right.of("", "pods", List.of("get"), "inferense");

        assertThat(Right.lacking(missing, missing))
                .isEqualTo(
                        "the Role of Headroom's ServiceAccount in inferense lacks all rights (or headroom.yml names the "
                                + "wrong namespace); add to its rules: [{apiGroups: [\"\"], resources: [\"pods\"], verbs: [\"get\"]}]");
    }

    @Test
    void nothingIsToldWhereNothingIsMissing() {
        assertThat(Right.lacking(List.of(), List.of())).isEmpty();
    }
}
