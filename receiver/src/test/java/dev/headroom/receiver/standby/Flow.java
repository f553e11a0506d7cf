package dev.headroom.receiver.standby;

import dev.headroom.receiver.docker.DockerProject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A steady flow of requests through a proxy, each as soon as its client has the answer to the last. */
final class Flow implements AutoCloseable {
    private static final int CLIENTS = 3;

    private final ProxiedServers servers;
    private final String service;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> answering = ConcurrentHashMap.newKeySet();
    private final List<Thread> clients = new ArrayList<>();

    Flow(ProxiedServers servers, String service) {
        this.servers = servers;
        this.service = service;
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(this::run, "client-" + i);
            client.start();
            clients.add(client);
        }
    }

    private void run() {
        while (!over.get()) {
            try {
                HttpResponse<String> answer = servers.ask(service);
                if (answer.statusCode() == 200) {
                    answered.incrementAndGet();
                    answering.add(answer.body());
                } else {
                    failures.add(answer.statusCode() + " " + answer.body());
                }
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    /** Until so many more are answered. */
    void goOn(int more) {
        int enough = answered.get() + more;
        DockerProject.await(more + " more answers", () -> answered.get() >= enough);
    }

    /** How many servers have answered since it was forgotten who did. */
    int answering() {
        return answering.size();
    }

    void forget() {
        answering.clear();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        over.set(true);
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
