package dev.headroom.receiver.store.redis;

import dev.headroom.clients.redis.RedisHost;
import dev.headroom.receiver.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisCredentials;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** The way to Redis: some connections, each of which waits no longer than {@link #PATIENCE} for an answer. */
final class Link implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RedisClient client;
    private final RedisAddress address;
    private final Faults faults;
    private volatile boolean closed;

    Link(RedisAddress address, int connections) {
        this.address = address;
        this.faults = new Faults(address);
        this.client = RedisClient.builder()
                .hostAndPort(address.server().host(), address.server().port())
                .clientConfig(config(address))
                .poolConfig(pool(connections))
                .build();
    }

    private static JedisClientConfig config(RedisAddress address) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) PATIENCE.toMillis())
                .socketTimeoutMillis((int) PATIENCE.toMillis())
                .database(address.server().database())
                .autoNegotiateProtocol(false) // which it cannot, and says so in the log at each connection
                .clientName("headroom");
        if (address.server().password() != null) {
            config.credentialsProvider(() -> credentials(address.server()));
        }
        // trusts whom the Java runtime trusts, and only under the name that was asked for
        SslOptions verified =
                SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build();
        return (address.server().tls() ? config.sslOptions(verified) : config).build();
    }

    /** Asked for at each connection: a file is read again, so that a password can be exchanged. */
    private static RedisCredentials credentials(RedisHost server) {
        try {
            return new DefaultRedisCredentials(server.user(), server.password());
        } catch (RuntimeException e) { // its file holds none now
            throw new JedisConnectionException(e);
        }
    }

    private static ConnectionPoolConfig pool(int connections) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        pool.setMaxWait(PATIENCE);
        pool.setTestWhileIdle(false);
        return pool;
    }

    RedisAddress address() {
        return address;
    }

    /** The name of it in this store. */
    String key(Key key) {
        return key.under(address.prefix());
    }

    String key(Key key, String service) {
        return key(key) + ":" + service;
    }

    /**
     * Asks once, and again where the connection turned out to be from before a restart of the server: what is asked
     * must bear to be done twice.
     */
    <T> T ask(Function<RedisClient, T> question) {
        if (closed) {
            throw new StoreException("cannot use " + address + ": the store is closed");
        }
        try {
            return question.apply(client);
        } catch (JedisConnectionException e) {
            client.getPool().clear();
            return again(question, e);
        } catch (JedisException e) {
            throw faults.of(e);
        }
    }

    /** Where the first try had a connection, that broke before the answer: what was asked may have been done. */
    private <T> T again(Function<RedisClient, T> question, JedisConnectionException first) {
        if (Faults.silent(first)) {
            throw faults.of(first);
        }
        try {
            return question.apply(client);
        } catch (JedisConnectionException e) {
            throw Faults.unreached(first) ? faults.of(e) : faults.unknown(e);
        } catch (JedisException e) {
            throw faults.of(e);
        }
    }

    Object run(Script script, List<String> values) {
        List<String> keys = script.keys().stream().map(this::key).toList();
        return ask(redis -> redis.eval(script.text(), keys, values));
    }

    /** Runs a script that returns a list of texts. */
    List<String> list(Script script, List<String> values) {
        return ((List<?>) run(script, values)).stream().map(String::valueOf).toList();
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }
}
