package dev.headroom.receiver.rules;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * A process in the folder receiver/ of a copy of the tree, that makes pull requests there, one on top of the other, and runs the
 * tests of each: first those of the specification without the line that accepts it, then all.
 */
final class PullRequests {
    static final Path DEVIATIONS = Path.of("receiver/src/test/resources/rules/deviations.txt");
    private static final int LINES_OF_A_TRACE = 4;
    private static final List<String> SPECIFICATION = List.of("lint.SpecificationTest", "config.ShippedPolicyTest");

    /** What CONTRIBUTING.md has written anew, and what then holds. */
    private static final List<String> WRITING = List.of("lint.ShippedRulesTest", "grafana.DashboardsTest");

    /** The others that know the shipped files, but for those that need servers. */
    private static final List<String> OTHERS = List.of(
            "lint.SpecificationTest",
            "config.ShippedPolicyTest",
            "grafana.LinterConditionsTest",
            "grafana.MetricTableTest",
            "grafana.ProvisioningTest",
            "kubernetes.ManifestsTest",
            "lint.DemandVariantTest",
            "render.HpaTest");

    private PullRequests() {}

    public static void main(String[] names) throws IOException {
        for (String name : names) {
            Edits edits = Edits.of(name);
            edits.where(file -> !file.equals(DEVIATIONS.toString())).makeIn(RuleFiles.ROOT);
            run("without line", SPECIFICATION);
            edits.where(DEVIATIONS.toString()::equals).makeIn(RuleFiles.ROOT);
            System.setProperty("headroom.write", "true");
            run(name + ", written", WRITING);
            System.clearProperty("headroom.write");
            run(name, OTHERS);
        }
    }

    /** Prints what failed, and how many passed. */
    private static void run(String title, List<String> classes) throws IOException {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        try (Fresh loader = new Fresh()) {
            List<? extends DiscoverySelector> selectors = classes.stream()
                    .map(name -> DiscoverySelectors.selectClass(loader, "dev.headroom.receiver." + name))
                    .toList();
            Thread.currentThread().setContextClassLoader(loader);
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectors)
                                    .build(),
                            listener);
        }
        TestExecutionSummary summary = listener.getSummary();
        summary.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), LINES_OF_A_TRACE);
        System.out.println("== " + title + ": " + summary.getTestsSucceededCount() + " passed, "
                + summary.getTotalFailureCount() + " failed");
    }

    /** Our classes anew, as they keep what they have read of the tree. */
    private static final class Fresh extends URLClassLoader {
        Fresh() throws IOException {
            super(urls(), PullRequests.class.getClassLoader());
        }

        private static URL[] urls() throws IOException {
            List<URL> urls = new ArrayList<>();
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.headroom.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
