package dev.headroom.settings;

import java.util.Optional;

/** Environment variables by name; empty where one is not set. */
@FunctionalInterface
public interface Environment {
    /** Those of this process. */
    Environment PROCESS = name -> Optional.ofNullable(System.getenv(name));

    Optional<String> get(String name);
}
