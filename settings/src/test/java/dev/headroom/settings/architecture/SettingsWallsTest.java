package dev.headroom.settings.architecture;

import dev.headroom.architecture.Walls;
import java.util.List;

/** One room that knows nothing of scaling or caches. */
class SettingsWallsTest extends Walls {
    @Override
    protected String root() {
        return "dev.headroom.settings";
    }

    @Override
    protected List<Wall> walls() {
        return List.of(new Wall(""));
    }
}
