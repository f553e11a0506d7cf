package dev.headroom.settings.architecture;

import dev.headroom.architecture.Walls;
import java.util.List;
import java.util.Map;

/** One room that knows nothing of scaling or caches. */
class WallsTest extends Walls {
    @Override
    protected String root() {
        return "dev.headroom.settings";
    }

    @Override
    protected List<Wall> walls() {
        return List.of(new Wall(""));
    }

    @Override
    protected List<String> core() {
        return List.of();
    }

    @Override
    protected List<String> shell() {
        return List.of();
    }

    @Override
    protected Map<String, List<String>> libraries() {
        return Map.of();
    }
}
