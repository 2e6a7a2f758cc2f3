package io.flotilla.proxy.redis;

import io.flotilla.proxy.client.ClientSession;
import io.flotilla.proxy.route.Request;
import io.netty.buffer.ByteBuf;

/** SCRIPT LOAD: when every server has taken the script, the proxy remembers it for those that come later. */
final class ScriptLoadMerge extends RedisMerge {
    private final Scripts scripts;
    private final byte[] body;

    ScriptLoadMerge(ClientSession session, Request whole, int fragments, Scripts scripts, byte[] body) {
        super(session, whole, fragments);
        this.scripts = scripts;
        this.body = body;
    }

    @Override
    void merge(ByteBuf[] replies) {
        scripts.remember(body);
        session.onReply(whole(), replies[0], 0, replies[0].readableBytes(), true);
    }
}
