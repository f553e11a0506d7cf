package dev.headroom.receiver.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signal SIGHUP, which by an old habit tells a server to read its files again. */
final class Hangup {

    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /**
     * Does this at each, in place of ending; where Java or the system knows no such signal, nothing is done. The JDK's one
     * API for signals, {@code sun.misc.Signal}, is exported, but no compiler takes it without a warning.
     */
    static void means(Runnable reload) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object reloading = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, of) -> {
                        reload.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), reloading);
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIGHUP reloads nothing here, as under nohup: use POST /-/reload, or let a change of the file do");
            LOG.debug("why SIGHUP cannot be taken", e);
        }
    }
}
