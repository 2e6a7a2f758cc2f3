package io.flotilla.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NutcrackerJsonTest {

    /** What nutcracker 0.5.0 wrote for the same two pools, but for the version and the times. */
    private static final String RECORDED = "{\"service\":\"nutcracker\", \"source\":\"vm\", \"version\":\"1.0.0\", "
            + "\"uptime\":61, \"timestamp\":1772359261, \"total_connections\":2, \"curr_connections\":2, "
            + "\"bb\": {\"client_eof\":0, \"client_err\":0, \"client_connections\":0, \"server_ejects\":0, "
            + "\"forward_error\":0, \"fragments\":0, \"127.0.0.1:29381\": {\"server_eof\":0, \"server_err\":0, "
            + "\"server_timedout\":0, \"server_connections\":0, \"server_ejected_at\":0, \"requests\":0, "
            + "\"request_bytes\":0, \"responses\":0, \"response_bytes\":0, \"in_queue\":0, \"in_queue_bytes\":0, "
            + "\"out_queue\":0, \"out_queue_bytes\":0}},\"alpha\": {\"client_eof\":0, \"client_err\":0, "
            + "\"client_connections\":0, \"server_ejects\":0, \"forward_error\":0, \"fragments\":0, \"shard2\": "
            + "{\"server_eof\":0, \"server_err\":0, \"server_timedout\":0, \"server_connections\":0, "
            + "\"server_ejected_at\":0, \"requests\":0, \"request_bytes\":0, \"responses\":0, \"response_bytes\":0, "
            + "\"in_queue\":0, \"in_queue_bytes\":0, \"out_queue\":0, \"out_queue_bytes\":0},\"127.0.0.1:29379\": "
            + "{\"server_eof\":0, \"server_err\":0, \"server_timedout\":0, \"server_connections\":0, "
            + "\"server_ejected_at\":0, \"requests\":0, \"request_bytes\":0, \"responses\":0, \"response_bytes\":0, "
            + "\"in_queue\":0, \"in_queue_bytes\":0, \"out_queue\":0, \"out_queue_bytes\":0}}}\n";

    private final SampleStats sample = new SampleStats();

    @Test
    void anIdleNodeWritesWhatNutcrackerWrites() {
        assertThat(NutcrackerJson.write(sample.source.snapshot())).isEqualTo(RECORDED);
    }

    @Test
    void everyFieldIsTheSumOverTheEventLoops() {
        sample.count();
        sample.eject();

        assertThat(NutcrackerJson.write(sample.source.snapshot()))
                .contains("\"total_connections\":1622, \"curr_connections\":314, ")
                .contains("\"alpha\": {\"client_eof\":3, \"client_err\":30, \"client_connections\":300, "
                        + "\"server_ejects\":3, \"forward_error\":21, \"fragments\":24, \"shard2\": "
                        + "{\"server_eof\":3, \"server_err\":6, \"server_timedout\":9, \"server_connections\":12, "
                        + "\"server_ejected_at\":1795168400123456, \"requests\":3000, \"request_bytes\":6000, "
                        + "\"responses\":9000, \"response_bytes\":12000, \"in_queue\":15, \"in_queue_bytes\":18, "
                        + "\"out_queue\":21, \"out_queue_bytes\":24}");
    }

    @Test
    void aSourceWithQuotesStaysJson() {
        NodeIdentity odd = new NodeIdentity("n", "a\"b\\c", "1", 0);
        StatsSnapshot snapshot = new StatsSnapshot(odd, 0, 0, java.util.List.of(), java.util.List.of());

        assertThat(NutcrackerJson.write(snapshot))
                .startsWith("{\"service\":\"nutcracker\", \"source\":\"a\\\"b\\\\c\"");
    }
}
