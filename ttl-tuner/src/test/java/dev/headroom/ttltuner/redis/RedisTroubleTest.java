package dev.headroom.ttltuner.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headroom.ttltuner.tuning.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisTroubleTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            READONLY You can't write against a read only replica. script: 3c, on @user_script:6. | primary in redis.url
            ERR Error running script (call to f_3c): @user_script:6: -READONLY You can't write   | primary in redis.url
            MOVED 8165 127.0.0.1:7001                                             | no cluster in redis.url
            CLUSTERDOWN Hash slot not served                                      | no cluster in redis.url
            NOPERM User tuner has no permissions to run the 'eval' command        | rights of docs/ttl.md
            NOAUTH Authentication required.                                       | redis.password_file
            WRONGPASS invalid username-password pair or user is disabled.         | redis.username
            MISCONF Redis is configured to save RDB snapshots, but it's unable to | make room
            """)
    void whatRedisRefusesIsToldWithWhatToDo(String said, String remedy) {
        RedisTroubleException told = told(new JedisDataException(said));
        assertThat(told.reason()).isEqualTo(Reason.REDIS_REFUSED);
        assertThat(told).hasMessageContaining(remedy).hasMessageContaining(said);
    }

    @Test
    void whatIsRefusedWhileConnectingIsNoUnreachableRedis() {
        JedisDataException refused = new JedisDataException("WRONGPASS invalid username-password pair");
        assertThat(told(new JedisConnectionException("no connection", refused)).reason())
                .isEqualTo(Reason.REDIS_REFUSED);
    }

    private static RedisTroubleException told(RuntimeException failure) {
        return catchThrowableOfType(
                RedisTroubleException.class,
                () -> RedisTroubleException.telling(() -> {
                    throw failure;
                }));
    }
}
