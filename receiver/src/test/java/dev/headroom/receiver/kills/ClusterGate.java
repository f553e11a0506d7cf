package dev.headroom.receiver.kills;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headroom.receiver.e2e.Servers;
import dev.headroom.receiver.e2e.Waiting;
import dev.headroom.receiver.kubernetes.real.Admissions;
import dev.headroom.receiver.kubernetes.real.TestNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stops the receiver that leads at one moment around one of its calls: every change comes by here before it is made. */
final class ClusterGate {

    /** When in the course of an effect. */
    enum Moment {
        /** It has taken the order. */
        ORDERED,
        /** It has called the drain hook, and has no answer. */
        DRAINED,
        /** The API server has its call, and writes nothing yet. */
        HELD,
        /** The API server has its call and makes the change, and it has no answer. */
        LANDED,
        /** The change is made and seen by others, whether it has the answer or not. */
        SEEN
    }

    /**
     * Where to stop who comes by.
     *
     * @param call the resource that is changed
     * @param lost whether a call that is held shall never take effect
     */
    record Trap(Call call, Moment moment, boolean lost) {
        private boolean at(Admissions.Request request) {
            return call.resource().equals(request.resource()) && moment.compareTo(Moment.HELD) >= 0;
        }
    }

    /**
     * One of the calls by which one thing is done.
     *
     * @param resource that it changes
     * @param number from 1 among the calls that change it
     */
    record Call(String resource, int number) {}

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer hooks;
    private final AtomicReference<@Nullable Trap> set = new AtomicReference<>();
    private final AtomicInteger before = new AtomicInteger();
    private final Map<String, ClusterReceiver> receivers = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable String> passed = new AtomicReference<>();
    private final List<Admissions.Request> calls = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<ClusterReceiver> stopped = new CompletableFuture<>();
    private volatile CountDownLatch released = new CountDownLatch(1);

    /**
     * Returns when every change comes by here.
     *
     * @param servers end it
     * @param deployment that has so many replicas
     */
    ClusterGate(Servers servers, TestNamespace cluster, String deployment, int present) throws IOException {
        servers.add(threads::shutdownNow);
        hooks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hooks.createContext("/drain/", this::drain);
        hooks.setExecutor(threads);
        hooks.start();
        servers.add(() -> hooks.stop(0));
        servers.add(new Admissions(cluster.name(), this::allowed));
        Waiting.until("the API server asks", () -> {
            cluster.scale(deployment, present);
            return !calls.isEmpty();
        });
    }

    /** Of the receiver that has this account, with a place for the replica's name. */
    String drainHook(String account) {
        return "http://127.0.0.1:" + hooks.getAddress().getPort() + "/drain/" + account + "/{name}";
    }

    void knows(ClusterReceiver receiver) {
        receivers.put(receiver.account(), receiver);
    }

    void set(Trap trap) {
        stopped = new CompletableFuture<>();
        released = new CountDownLatch(1);
        before.set(trap.call().number() - 1);
        set.set(trap);
    }

    boolean isSprung() {
        return stopped.isDone();
    }

    /** Who was stopped, when it is. */
    ClusterReceiver stopped() {
        Waiting.until("one is stopped", this::isSprung);
        return stopped.join();
    }

    /** At once. */
    void stop(ClusterReceiver receiver) {
        receiver.signal("STOP");
        stopped.complete(receiver);
    }

    /** Lets go the call that is held. */
    void release() {
        released.countDown();
    }

    /** How many calls of it have come by. */
    long calls(ClusterReceiver receiver) {
        return calls.stream()
                .filter(call -> call.by().equals(receiver.account()))
                .count();
    }

    /** To be told whatever changes. */
    void seen() {
        String by = passed.getAndSet(null);
        if (by != null) {
            spring(by);
        }
    }

    private boolean allowed(Admissions.Request request) {
        calls.add(request);
        Trap trap = set.get();
        if (trap == null
                || !trap.at(request)
                || !receivers.containsKey(request.by())
                || before.getAndDecrement() > 0
                || !set.compareAndSet(trap, null)) {
            return true;
        }
        if (trap.moment() == Moment.SEEN) {
            passed.set(request.by());
            return true;
        }
        spring(request.by());
        return trap.moment() == Moment.LANDED || (!trap.lost() && held());
    }

    /** Until it is released; the API server goes on by itself after the 30 s that it waits at most. */
    private boolean held() {
        try {
            return released.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void spring(String account) {
        stop(Objects.requireNonNull(receivers.get(account)));
    }

    private void drain(HttpExchange exchange) throws IOException {
        Trap trap = set.get();
        if (trap != null && trap.moment() == Moment.DRAINED && set.compareAndSet(trap, null)) {
            spring(exchange.getRequestURI().getPath().split("/")[2]);
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }
}
