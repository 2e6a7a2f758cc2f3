package io.flotilla.proxy.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KeyRecordTest {
    private final KeyRecord record = new KeyRecord();

    private List<String> undeleted() {
        List<String> keys = new ArrayList<>();
        record.forEachUndeleted(keys::add);
        keys.sort(null);
        return keys;
    }

    private Map<String, BitSet> copies() {
        Map<String, BitSet> all = new TreeMap<>();
        record.forEachCopy(
                (key, servers) -> all.computeIfAbsent(key, k -> new BitSet()).or(servers));
        return all;
    }

    @Test
    void aKeyIsUndeletedUntilItsDeletionIsConfirmedAndItsCopiesAreKnownToTheEnd() {
        record.add("a", 1);
        record.add("b", 2);
        assertThat(record.ask()).containsExactlyInAnyOrder("a", "b");
        assertThat(record.due()).isZero();
        assertThat(undeleted()).containsExactly("a", "b");
        record.confirmed();
        assertThat(record.isEmpty()).isTrue();
        assertThat(undeleted()).isEmpty();
        assertThat(copies()).containsOnlyKeys("a", "b");
    }

    @Test
    void aKeyThatIsWrittenWhileItsDeletionIsUnderWayOrDoneIsDueAgain() {
        record.add("a", 1);
        record.add("b", 1);
        record.ask();
        record.add("a", 2);
        record.confirmed();
        assertThat(undeleted()).containsExactly("a");
        record.add("b", 3);
        assertThat(undeleted()).containsExactly("a", "b");
        assertThat(copies().get("a").stream()).containsExactly(1, 2);
        assertThat(copies().get("b").stream()).containsExactly(1, 3);
    }

    @Test
    void whatIsNotConfirmedIsDueAsBefore() {
        record.add("a", 1);
        record.ask();
        record.add("a", 2);
        record.unconfirmed();
        assertThat(record.due()).isEqualTo(1);
        assertThat(undeleted()).containsExactly("a");
        assertThat(copies().get("a").stream()).containsExactly(1, 2);
    }

    @Test
    void aRecordThatIsLostMeanwhileStaysSo() {
        record.add("a", 1);
        record.ask();
        record.lose();
        record.confirmed();
        record.add("b", 1);
        assertThat(record.isIncomplete()).isTrue();
        assertThat(record.isEmpty()).isFalse();
        assertThat(copies()).isEmpty();
    }

    @Test
    void itsMemoryIsBoundedAlsoByWhatIsWrittenAgainAndAgain() {
        for (int round = 0; round < 100; round++) {
            record.add("k".repeat(100), 1);
            record.ask();
            record.confirmed();
        }
        assertThat(record.isIncomplete()).isFalse();
        for (int i = 0; !record.isIncomplete(); i++) {
            record.add("key" + i, 1);
            assertThat(i).isLessThan(200_000);
        }
    }
}
