package dev.headroom.ttltuner.config;

import java.util.Optional;

/** Environment variables by name; empty where one is not set. */
@FunctionalInterface
interface Environment {
    Environment PROCESS = name -> Optional.ofNullable(System.getenv(name));

    Optional<String> get(String name);
}
