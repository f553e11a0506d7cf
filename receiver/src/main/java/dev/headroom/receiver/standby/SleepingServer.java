package dev.headroom.receiver.standby;

/** The server of one replica, which can give its GPU memory back and take it again. Called from one thread a service. */
public interface SleepingServer {

    /** What it tells by itself just now, within its timeout; never thrown, and never from memory. */
    Sight look();

    /**
     * Asks it to let go of its GPU memory. It is asked only while it is awake and idle, and looked at afterwards: that it
     * agreed does not mean that it sleeps.
     *
     * @param level 1: its weights are kept in the main memory; 2: they are discarded, and loaded from disk when it wakes
     * @throws SleepException when it refused or did not answer: it may sleep or not
     */
    void sleep(int level) throws SleepException;

    /**
     * Asks it to take its memory again, with all that makes it able to serve, such as loading weights that were discarded.
     * Asked only while it sleeps, and looked at afterwards.
     *
     * @param level at which it was put to sleep
     * @throws SleepException when it refused or did not answer: it may be awake or not
     */
    void wake(int level) throws SleepException;
}
