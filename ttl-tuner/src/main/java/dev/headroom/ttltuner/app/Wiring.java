package dev.headroom.ttltuner.app;

import dev.headroom.clients.http.Endpoint;
import dev.headroom.clients.redis.RedisHost;
import dev.headroom.ttltuner.config.TunerConfig;
import dev.headroom.ttltuner.metrics.TunerMetrics;
import dev.headroom.ttltuner.redis.Lease;
import dev.headroom.ttltuner.source.HitRates;
import dev.headroom.ttltuner.source.prometheus.PrometheusRates;
import dev.headroom.ttltuner.source.redis.CounterRates;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;

/** Puts the parts together. */
final class Wiring {
    /** A Redis that takes longer is one that does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Wiring() {}

    static Tuner tuner(TunerConfig config, UnifiedJedis redis, TunerMetrics metrics) {
        Lease lease =
                new Lease(redis, UUID.randomUUID().toString(), config.timing().lease());
        List<Lane> lanes = config.modes().stream()
                .map(mode -> new Lane(mode, config.timing().halfLife(), redis, metrics))
                .toList();
        return new Tuner(redis, rates(config, redis), lanes, lease, metrics);
    }

    private static HitRates rates(TunerConfig config, UnifiedJedis redis) {
        Set<String> modes =
                config.modes().stream().map(mode -> mode.policy().mode()).collect(Collectors.toSet());
        Endpoint prometheus = config.source().prometheus();
        Duration age = config.source().mostAge();
        return prometheus == null ? new CounterRates(redis, modes, age) : new PrometheusRates(prometheus, age);
    }

    /** Connects lazily: a Redis that is down now may come up later. */
    static UnifiedJedis redis(RedisHost where) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(2);
        pool.setMaxWait(PATIENCE);
        pool.setJmxEnabled(false);
        return RedisClient.builder()
                .hostAndPort(where.host(), where.port())
                .clientConfig(client(where))
                .poolConfig(pool)
                .build();
    }

    private static DefaultJedisClientConfig client(RedisHost where) {
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder()
                .user(where.user())
                .password(where.password())
                .database(where.database())
                .connectionTimeoutMillis((int) PATIENCE.toMillis())
                .socketTimeoutMillis((int) PATIENCE.toMillis())
                .clientName("headroom-ttl-tuner");
        return (where.tls() ? client.sslOptions(SslOptions.defaults()) : client).build();
    }
}
