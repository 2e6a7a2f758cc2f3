package io.flotilla.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealTest {
    private static final MemberId A = new MemberId("id-a", "a");
    private static final MemberId B = new MemberId("id-b", "b");
    private static final Message HELLO = new Message.Hello(A);

    private final Seal sender = new Seal(Optional.of("secret"));
    private final Seal receiver = new Seal(Optional.of("secret"));

    @Test
    void aMessageOfTheFleetIsOpened() {
        assertThat(receiver.open(B, sender.close(B, HELLO))).isEqualTo(HELLO);
        assertThat(receiver.open(B, sender.close(B, HELLO))).isEqualTo(HELLO);
        assertThat(receiver.refused()).isZero();
    }

    @Test
    void aMessageWithAnotherSecretOrNoneIsRefusedAndCounted() {
        JsonObject foreign = new Seal(Optional.of("guess")).close(B, HELLO);
        assertThatThrownBy(() -> receiver.open(B, foreign)).hasMessageContaining("secret");
        JsonObject open = new Seal(Optional.empty()).close(B, HELLO);
        assertThatThrownBy(() -> receiver.open(B, open)).hasMessageContaining("secret");
        JsonObject wrong = new JsonObject().put("text", 1).put("count", "x").put("mac", 3);
        assertThatThrownBy(() -> receiver.open(B, wrong)).isInstanceOf(IllegalArgumentException.class);
        assertThat(receiver.refused()).isEqualTo(3);
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
    void aCopyIsOpenedOnlyByTheFleet() {
        String copy = sender.closeCopy("state");
        assertThat(receiver.openCopy(copy)).isEqualTo("state");
        assertThatThrownBy(() -> receiver.openCopy(copy.replace("state", "State")))
                .hasMessageContaining("secret");
    }
}
