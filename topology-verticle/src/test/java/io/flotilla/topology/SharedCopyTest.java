package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedCopyTest {
    private static final Hmac HMAC = new Hmac(List.of("secret"));
    private static final AgreedState STATE = new AgreedState(
            new Lineage(5, 0, "l"),
            7,
            100,
            List.of(new MemberId("id-a", "a")),
            List.of(),
            List.of(),
            List.of(new ServerId("p", "s0")),
            true);

    private final SharedCopy copy = SharedCopy.of(STATE, HMAC);

    @Test
    void aCopyOfTheFleetIsRead() {
        SharedCopy read = SharedCopy.parse(copy.text()).orElseThrow();

        assertThat(read.isAuthentic(HMAC)).isTrue();
        assertThat(read.read()).isEqualTo(STATE);
    }

    @Test
    void whatSaysHowNewItIsCannotBeForgedEither() {
        for (String key : List.of("epoch", "version")) {
            JsonObject forged = new JsonObject(copy.text()).put(key, Long.MAX_VALUE);
            assertThat(SharedCopy.parse(forged.encode()).orElseThrow().isAuthentic(HMAC))
                    .as(key)
                    .isFalse();
        }
        String state = new JsonObject(copy.text()).getString("state").replace("s0", "s1");
        JsonObject forged = new JsonObject(copy.text()).put("state", state);
        assertThat(SharedCopy.parse(forged.encode()).orElseThrow().isAuthentic(HMAC))
                .isFalse();
    }

    @Test
    void aCopyWithoutASecretOrWithAnotherIsNotBelieved() {
        Hmac guess = new Hmac(List.of("guess"));
        assertThat(SharedCopy.of(STATE, guess).isAuthentic(HMAC)).isFalse();
        assertThat(SharedCopy.of(STATE, new Hmac(List.of())).isAuthentic(HMAC)).isFalse();
        assertThat(copy.isAuthentic(new Hmac(List.of()))).isTrue();
    }

    @Test
    void whatIsNoCopyIsNotRead() {
        List<Object> others = List.of(
                "", "{", "[]", "{}", 7, "{\"epoch\":\"x\"}", "{\"epoch\":1,\"version\":1,\"state\":null,\"mac\":\"\"}");
        assertThat(others)
                .allSatisfy(other -> assertThat(SharedCopy.parse(other)).isEmpty());
    }

    @Test
    void theHigherEpochIsNewerThenTheHigherVersion() {
        AgreedState sameEpoch = STATE.numbered(STATE.lineage(), 8, 100);
        AgreedState nextEpoch = STATE.numbered(STATE.lineage(), 1, 101);

        assertThat(SharedCopy.of(sameEpoch, HMAC).isNewerThan(copy)).isTrue();
        assertThat(SharedCopy.of(nextEpoch, HMAC).isNewerThan(SharedCopy.of(sameEpoch, HMAC)))
                .isTrue();
        assertThat(copy.isNewerThan(copy)).isFalse();
    }
}
