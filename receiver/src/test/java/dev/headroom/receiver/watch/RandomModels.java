package dev.headroom.receiver.watch;

import dev.headroom.receiver.gpu.Gpu;
import dev.headroom.receiver.gpu.GpuSnapshot;
import dev.headroom.receiver.gpu.Model;
import dev.headroom.receiver.gpu.ModelServer;
import dev.headroom.receiver.gpu.ModelServerException;
import dev.headroom.receiver.gpu.Rack;
import dev.headroom.receiver.gpu.Use;
import dev.headroom.receiver.gpu.Use.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Cards, some of them divided by MIG, with servers whose models are loaded on them, and processes of others. */
final class RandomModels {
    private static final Work[] WORKS = Work.values();
    final List<Card> cards = new ArrayList<>();
    final List<Server> servers = new ArrayList<>();
    private final Random random;

    /** A piece of memory: a whole card, or one instance; in GiB. */
    static final class Card {
        final int index;
        final String uuid;
        final double total;
        double others;

        /** When a model last went from it, what was free before, and the most that was since. */
        Instant unloaded = Instant.MIN;

        double freeBefore;
        double mostSince;
        boolean spanned;

        Card(int index, String uuid, double total) {
            this.index = index;
            this.uuid = uuid;
            this.total = total;
        }

        boolean neverUnloaded() {
            return unloaded.equals(Instant.MIN);
        }

        /** One that went for another card's sake, too, may have freed nothing here. */
        boolean isMeasured(Instant now) {
            return mostSince - freeBefore > 0.009 * total
                    || (spanned && !unloaded.plusSeconds(30).isAfter(now));
        }

        void unloaded(Instant now, double free, boolean spanning) {
            unloaded = now;
            freeBefore = free;
            mostSince = 0;
            spanned = spanning;
        }
    }

    /** A model that is truly on these cards, as much on each; it takes its memory until it is unloaded, some also beyond. */
    static final class Loaded {
        final String name;
        final List<Card> cards;
        final double takes;
        final boolean kept;

        /** Its cards by the count of its server; empty where that does not tell. */
        final List<String> told;

        Work work = Work.IDLE;
        boolean loaded = true;
        double holds;

        Loaded(String name, List<Card> cards, double takes, boolean kept, List<String> told) {
            this.name = name;
            this.cards = cards;
            this.takes = takes;
            this.kept = kept;
            this.told = told;
            this.holds = takes;
        }
    }

    /** One whose configuration names its cards by their UUIDs, its only one by index, or none; its models are on all or on one. */
    final class Server implements ModelServer {
        final Terms terms;
        final List<Card> on = new ArrayList<>();
        final List<Loaded> models = new ArrayList<>();
        final List<Loaded> unloaded = new ArrayList<>();
        boolean silent;
        boolean hurries;
        private int asked;

        Server(int number, Card card) {
            on.add(card);
            Card other = cards.get(random.nextInt(cards.size()));
            if (random.nextInt(3) == 0 && other != card) {
                on.add(other);
            }
            List<String> gpus = random.nextInt(5) == 0
                    ? List.of()
                    : on.size() == 1 && random.nextInt(4) == 0
                            ? List.of(String.valueOf(card.index))
                            : on.stream().map(one -> one.uuid).toList();
            boolean preallocates = random.nextInt(5) == 0;
            terms = new Terms("http", "http://s" + number, gpus, Set.of("pinned"), preallocates, Duration.ofSeconds(5));
            for (int i = 0; i <= random.nextInt(3); i++) {
                String name = random.nextInt(6) == 0 ? "pinned" : "m" + number + "-" + i;
                List<Card> its = random.nextBoolean() ? on : List.of(on.get(random.nextInt(on.size())));
                models.add(new Loaded(
                        name,
                        its,
                        random.nextDouble() * card.total / 3,
                        random.nextInt(8) == 0,
                        random.nextInt(3) > 0
                                ? its.stream()
                                        .map(on::indexOf)
                                        .map(String::valueOf)
                                        .toList()
                                : List.of()));
            }
        }

        @Override
        public Terms terms() {
            return terms;
        }

        /** A request may come between the look at all and the one just before. */
        @Override
        public List<Model> models(Instant now) throws ModelServerException {
            if (silent) {
                throw new ModelServerException("GET got no answer");
            }
            if (++asked == 2 && hurries) {
                models.forEach(model -> model.work = Work.BUSY);
            }
            return models.stream()
                    .filter(model -> model.loaded)
                    .map(model -> new Model(
                            model.name,
                            new Use(now, 1, model.work),
                            Rack.bytes(model.takes * model.cards.size()),
                            model.kept,
                            terms.known(model.told)))
                    .toList();
        }

        @Override
        public void unload(String name) {
            Loaded model = models.stream()
                    .filter(one -> one.loaded && one.name.equals(name))
                    .findFirst()
                    .orElseThrow();
            model.loaded = false;
            model.holds = random.nextInt(4) == 0 ? model.takes : 0;
            unloaded.add(model);
        }

        void moves() {
            asked = 0;
            unloaded.clear();
            silent = random.nextInt(10) == 0;
            hurries = random.nextInt(4) == 0;
            for (Loaded model : models) {
                model.work = random.nextInt(2) == 0 ? Work.IDLE : WORKS[random.nextInt(WORKS.length)];
                if (!model.loaded && random.nextInt(6) == 0) {
                    model.loaded = true;
                    model.holds = model.takes;
                }
            }
        }
    }

    RandomModels(Random random) {
        this.random = random;
        for (int card = 0; card <= random.nextInt(3); card++) {
            int parts = random.nextBoolean() ? 1 : 2 + random.nextInt(3);
            for (int part = 0; part < parts; part++) {
                String uuid = parts == 1
                        ? "GPU-" + card
                        : random.nextBoolean() ? "MIG-" + card + part : "GPU-" + card + ":" + part;
                cards.add(new Card(card, uuid, 5 + random.nextInt(75)));
            }
        }
        for (int number = 0; number <= random.nextInt(4); number++) {
            servers.add(new Server(number, cards.get(random.nextInt(cards.size()))));
        }
    }

    void move() {
        servers.forEach(Server::moves);
        for (Card card : cards) {
            card.others = random.nextInt(3) > 0 ? card.others : random.nextDouble() * card.total;
        }
    }

    double free(Card card) {
        double held = servers.stream()
                .flatMap(server -> server.models.stream())
                .filter(model -> model.cards.contains(card))
                .mapToDouble(model -> model.holds)
                .sum();
        return Math.max(0, card.total - card.others - held);
    }

    boolean isLow(Card card) {
        return free(card) < 0.2 * card.total;
    }

    GpuSnapshot read(Instant now) {
        List<Gpu> gpus = cards.stream()
                .map(card -> new Gpu(
                        card.index,
                        card.uuid,
                        "GPU",
                        new Gpu.Memory(Rack.bytes(card.total), Rack.bytes(free(card))),
                        null,
                        List.of()))
                .toList();
        return new GpuSnapshot(now, gpus, List.of());
    }

    /** Whether one can tell from outside that a model is on this card. */
    private boolean isKnownOn(Server server, Loaded model, Card card) {
        List<String> names = server.terms.gpus();
        if (names.isEmpty()) {
            return cards.size() == 1;
        }
        boolean tells = !model.told.isEmpty() || names.size() == 1;
        boolean named = names.contains(card.uuid)
                || cards.stream().filter(other -> other.index == card.index).count() == 1;
        return model.cards.contains(card) && tells && named;
    }

    /** Whether a server takes most of this card by design, as far as one can tell from outside. */
    boolean mayBeTakenByDesign(Card card) {
        return servers.stream()
                .filter(server -> server.terms.preallocates())
                .filter(server -> server.silent || server.models.stream().anyMatch(model -> model.loaded))
                .anyMatch(server -> server.terms.gpus().isEmpty()
                        || server.terms.gpus().contains(card.uuid)
                        || server.terms.gpus().contains(String.valueOf(card.index)));
    }

    /** Whether a model surely can go from this card: it is known to be there, and no request comes at the last moment. */
    boolean canLetGo(Card card) {
        return servers.stream().noneMatch(server -> server.hurries)
                && servers.stream()
                        .filter(server -> !server.silent)
                        .anyMatch(server -> server.models.stream()
                                .filter(model -> isKnownOn(server, model, card))
                                .anyMatch(model -> model.loaded
                                        && !model.kept
                                        && !model.name.equals("pinned")
                                        && model.work == Work.IDLE));
    }
}
