package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealTest {
    private static final String WAY = "message";
    private static final MemberId A = new MemberId("id-a", "a");
    private static final MemberId B = new MemberId("id-b", "b");
    private static final Message HELLO = new Message.Hello(A, null);

    private final Seal sender = seal("secret");
    private final Seal receiver = seal("secret");

    private static Seal seal(String... secrets) {
        return new Seal(new Hmac(List.of(secrets)), WAY);
    }

    @Test
    void aMessageOfTheFleetIsOpened() {
        assertThat(receiver.open(B, sender.close(B, HELLO))).isEqualTo(HELLO);
        assertThat(receiver.open(B, sender.close(B, HELLO))).isEqualTo(HELLO);
        assertThat(seal().open(B, seal().close(B, HELLO))).isEqualTo(HELLO);
    }

    @Test
    void aMessageWithAnotherSecretOrNoneIsRefused() {
        JsonObject foreign = seal("guess").close(B, HELLO);
        assertThatThrownBy(() -> receiver.open(B, foreign)).hasMessageContaining("secret");
        JsonObject open = seal().close(B, HELLO);
        assertThatThrownBy(() -> receiver.open(B, open)).hasMessageContaining("secret");
        JsonObject wrong = new JsonObject().put("text", 1).put("count", "x").put("mac", 3);
        assertThatThrownBy(() -> receiver.open(B, wrong)).isInstanceOf(IllegalArgumentException.class);
        JsonObject noBase64 = sender.close(B, HELLO).put("mac", "?");
        assertThatThrownBy(() -> receiver.open(B, noBase64)).hasMessageContaining("secret");
    }

    @Test
    void aMessageIsNotOpenedTwiceNorChangedNorByAnotherNode() {
        JsonObject sealed = sender.close(B, HELLO);
        JsonObject changed = sealed.copy().put("text", sealed.getString("text").replace("id-a", "id-c"));
        assertThatThrownBy(() -> receiver.open(B, changed)).hasMessageContaining("secret");
        assertThatThrownBy(() -> receiver.open(A, sealed)).hasMessageContaining("secret");
        receiver.open(B, sealed);
        assertThatThrownBy(() -> receiver.open(B, sealed)).hasMessageContaining("before");
    }

    @Test
    void aMessageIsNotOpenedOnAnotherWay() {
        Seal other = new Seal(new Hmac(List.of("secret")), "link message");
        assertThatThrownBy(() -> other.open(B, sender.close(B, HELLO))).hasMessageContaining("secret");
    }

    @Test
    void aMessageThatIsLateIsRefused() {
        JsonObject first = sender.close(B, HELLO);
        receiver.open(B, sender.close(B, HELLO));
        assertThatThrownBy(() -> receiver.open(B, first)).hasMessageContaining("late");
    }

    @Test
    void whileSecretsAreChangedBothAreAcceptedInEveryStep() {
        List<List<String>> steps =
                List.of(List.of("old"), List.of("old", "new"), List.of("new", "old"), List.of("new"));
        for (int i = 1; i < steps.size(); i++) {
            assertThat(isOpened(steps.get(i - 1), steps.get(i))).isTrue();
            assertThat(isOpened(steps.get(i), steps.get(i - 1))).isTrue();
        }
        assertThat(isOpened(steps.get(0), steps.get(3))).isFalse();
        assertThat(isOpened(steps.get(3), steps.get(0))).isFalse();
    }

    private static boolean isOpened(List<String> sender, List<String> receiver) {
        JsonObject sealed = new Seal(new Hmac(sender), WAY).close(B, HELLO);
        try {
            return new Seal(new Hmac(receiver), WAY).open(B, sealed).equals(HELLO);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("secret");
            return false;
        }
    }
}
