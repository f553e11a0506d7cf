package dev.headroom.receiver.reconcile;

import dev.headroom.receiver.store.Store;
import dev.headroom.receiver.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A store as one of several processes has it: after its term it leads no more, and what it writes is refused. */
final class Terms {
    private static final Set<String> WRITES =
            Set.of("begin", "save", "adopt", "record", "put", "release", "compact", "probe");

    private Terms() {}

    static Store over(Store store, BooleanSupplier inTerm) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, given) -> {
                    if (method.getName().equals("leads")) {
                        return inTerm.getAsBoolean() && store.leads();
                    }
                    if (writes(method) && !inTerm.getAsBoolean()) {
                        throw new StoreException("this receiver does not lead any more");
                    }
                    try {
                        return method.invoke(store, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static boolean writes(Method method) {
        return WRITES.contains(method.getName())
                || (method.getName().equals("note") && method.getParameterCount() == 2);
    }
}
