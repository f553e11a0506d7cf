package dev.headroom.ttltuner.app;

import dev.headroom.ttltuner.config.TunerConfig;
import dev.headroom.ttltuner.config.TunerConfig.Redis;
import dev.headroom.ttltuner.metrics.TunerMetrics;
import dev.headroom.ttltuner.redis.Lease;
import dev.headroom.ttltuner.source.HitRates;
import dev.headroom.ttltuner.source.prometheus.PrometheusRates;
import dev.headroom.ttltuner.source.redis.CounterRates;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.JedisURIHelper;

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
        URI prometheus = config.source().prometheus();
        Duration age = config.source().mostAge();
        return prometheus == null ? new CounterRates(redis, modes, age) : new PrometheusRates(prometheus, age);
    }

    /** Connects lazily: a Redis that is down now may come up later. */
    static UnifiedJedis redis(Redis where) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(2);
        pool.setMaxWait(PATIENCE);
        pool.setJmxEnabled(false);
        return RedisClient.builder()
                .hostAndPort(hostAndPort(where.url()))
                .clientConfig(client(where))
                .poolConfig(pool)
                .build();
    }

    private static HostAndPort hostAndPort(URI url) {
        return new HostAndPort(url.getHost(), url.getPort() < 0 ? 6379 : url.getPort());
    }

    private static DefaultJedisClientConfig client(Redis where) {
        URI url = where.url();
        String fromUrl = JedisURIHelper.getPassword(url);
        DefaultJedisClientConfig.Builder client = DefaultJedisClientConfig.builder()
                .user(JedisURIHelper.getUser(url))
                .password(where.password() == null ? fromUrl : where.password())
                .database(JedisURIHelper.getDBIndex(url))
                .connectionTimeoutMillis((int) PATIENCE.toMillis())
                .socketTimeoutMillis((int) PATIENCE.toMillis())
                .clientName("headroom-ttl-tuner");
        return (JedisURIHelper.isRedisSSLScheme(url) ? client.sslOptions(SslOptions.defaults()) : client).build();
    }
}
