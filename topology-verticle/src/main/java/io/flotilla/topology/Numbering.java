package io.flotilla.topology;

/** Which version and which epoch the next state of a reign gets: above all that anybody may go by. */
final class Numbering {
    /** More states than members whose memory is lost can have agreed on unseen. */
    private static final long LOST_VERSIONS = 1000;

    private final boolean lossy;
    private final long floorVersion;
    private long floorEpoch;

    private Numbering(boolean lossy, long floorVersion, long floorEpoch) {
        this.lossy = lossy;
        this.floorVersion = floorVersion;
        this.floorEpoch = floorEpoch;
    }

    static Numbering gapless() {
        return new Numbering(false, 0, 0);
    }

    /**
     * When the memory of members is lost that were needed for a majority.
     *
     * @param base the newest state known to be agreed
     * @param freshEpoch what the next epoch must exceed
     */
    static Numbering aboveLost(AgreedState base, long freshEpoch) {
        return new Numbering(true, base.version() + LOST_VERSIONS, freshEpoch);
    }

    /** The next epoch is above this one. */
    void exceed(long epoch) {
        floorEpoch = Math.max(floorEpoch, epoch);
    }

    /** Whether there must be a new epoch even if nothing moves. */
    boolean isOvertaken(AgreedState committed) {
        return floorEpoch >= committed.epoch() && floorEpoch > 0;
    }

    /** Numbers what comes after a state. */
    AgreedState next(AgreedState committed, AgreedState wanted) {
        boolean moves = !wanted.routesLike(committed);
        long epoch = moves || isOvertaken(committed) ? Math.max(committed.epoch(), floorEpoch) + 1 : committed.epoch();
        return wanted.numbered(committed.lineage(), Math.max(committed.version(), floorVersion) + 1, epoch);
    }

    /** Members whose memory is lost may have given its number to something else. */
    AgreedState inherited(AgreedState inherited) {
        return lossy
                ? inherited.numbered(
                        inherited.lineage(),
                        Math.max(inherited.version(), floorVersion) + 1,
                        Math.max(inherited.epoch(), floorEpoch) + 1)
                : inherited;
    }
}
