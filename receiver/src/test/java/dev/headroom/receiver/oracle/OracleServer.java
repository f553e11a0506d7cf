package dev.headroom.receiver.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Stands in for a Docker engine, reached by DOCKER_HOST. It keeps account of every effect, and can be told to be slow,
 * to fail, or to kill or pause the receiver at a named moment.
 *
 * <p>Arguments: port, folder of its log, the receiver's store, then {@code service=replicas} each; {@code service~replicas}
 * for one whose new replicas never become healthy; {@code service*replicas} for one of which all but two sleep.
 */
final class OracleServer {
    static final String LOG = "effects.jsonl";
    static final String PROJECT = "proj";
    private static final int AWAKE = 2;
    private static final Duration EFFORT = Duration.ofMillis(20);
    private static final Set<String> QUESTIONS =
            Set.of("list", "inspect", "events", "changes", "active_tasks", "loaded", "is_sleeping", "metrics");

    private final Fleet fleet;
    private final Traps traps;
    private final Engine engine;

    private OracleServer(Fleet fleet, Traps traps, Engine engine) {
        this.fleet = fleet;
        this.traps = traps;
        this.engine = engine;
    }

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[1]).resolve(LOG);
        Fleet fleet = new Fleet(new EffectLog(file), file);
        String[] services = Arrays.copyOfRange(args, 3, args.length);
        if (fleet.isEmpty()) {
            Arrays.stream(services).forEach(service -> seed(fleet, service));
        }
        Engine engine = new Engine(
                fleet,
                PROJECT,
                Arrays.stream(services)
                        .filter(service -> service.contains("~"))
                        .map(service -> service.split("~")[0])
                        .collect(Collectors.toSet()));
        OracleServer oracle = new OracleServer(fleet, new Traps(Path.of(args[2])), engine);
        HttpServer http = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 0);
        http.createContext("/", oracle::handle);
        http.setExecutor(Executors.newCachedThreadPool());
        http.start();
        System.out.println("oracle on " + http.getAddress().getPort());
    }

    private static void seed(Fleet fleet, String service) {
        String[] parts = service.split("[=~*]");
        for (int number = 1; number <= Integer.parseInt(parts[1]); number++) {
            Fleet.Unit unit = fleet.add("seed", parts[0], PROJECT + "_" + parts[0] + "_" + number, number, "");
            if (service.contains("*") && number > AWAKE) {
                fleet.seedAsleep(unit);
            }
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (exchange.getRequestURI().getPath().equals("/oracle/traps")) {
                set(exchange, body);
            } else {
                serve(exchange, engine.call(exchange.getRequestMethod(), exchange.getRequestURI(), body));
            }
        }
    }

    private void set(HttpExchange exchange, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("DELETE")) {
            traps.clear();
        } else {
            traps.add(Trap.of(new ObjectMapper().readTree(body)));
        }
        answer(exchange, new Engine.Answer(204, ""));
    }

    private void serve(HttpExchange exchange, Engine.Call call) throws IOException {
        Optional<Trap> before = sprung(call, Trap.Moment.BEFORE);
        if (before.isPresent() && !goesOn(before.get(), exchange)) {
            return;
        }
        work(call);
        Engine.Answer answer = call.effect().get();
        work(call);
        Optional<Trap> after = sprung(call, Trap.Moment.AFTER);
        if (after.isPresent() && !goesOn(after.get(), exchange)) {
            return;
        }
        answer(exchange, answer);
        sprung(call, Trap.Moment.ANSWERED).ifPresent(trap -> Traps.kill(trap.pid()));
    }

    /** What changes something takes its time, as in a real engine, so that a kill may come in the middle of it. */
    private static void work(Engine.Call call) {
        if (!QUESTIONS.contains(call.name())) {
            Traps.pause(EFFORT);
        }
    }

    private Optional<Trap> sprung(Engine.Call call, Trap.Moment moment) {
        Optional<Trap> trap = traps.sprung(call.name(), call.service(), moment);
        trap.ifPresent(sprung -> fleet.mark("trap", sprung.service(), sprung.name()));
        return trap;
    }

    /** Does the deed; whether the call goes on then. */
    private boolean goesOn(Trap trap, HttpExchange exchange) throws IOException {
        switch (trap.deed()) {
            case KILL -> Traps.kill(trap.pid());
            case PAUSE -> traps.hold(trap.pid());
            case FAIL -> answer(exchange, Engine.Answer.error(500, "the oracle was told to fail"));
            case DELAY -> Traps.pause(Duration.ofMillis(trap.millis()));
            case DROP -> {
                // closed without an answer
            }
        }
        return trap.deed() == Trap.Deed.DELAY || trap.deed() == Trap.Deed.PAUSE;
    }

    private static void answer(HttpExchange exchange, Engine.Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
