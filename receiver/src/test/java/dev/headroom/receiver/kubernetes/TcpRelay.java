package dev.headroom.receiver.kubernetes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/** Passes bytes between one client and a port of this machine, until it is cut: then nothing passes, and nobody is told. */
public final class TcpRelay implements AutoCloseable {
    private final ServerSocket door;
    private final Supplier<InetSocketAddress> target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean cut;
    private volatile int frozen;
    private volatile int accepted;

    public TcpRelay(int target) {
        this(0, () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    }

    /**
     * Listens on a port of one's own choice.
     *
     * @param target asked for each connection
     */
    public TcpRelay(int port, Supplier<InetSocketAddress> target) {
        this.target = target;
        try {
            this.door = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** From now on connections stay open and carry nothing, as when a network drops packets. */
    public void cut() {
        cut = true;
    }

    /** From now on those connections that are open carry nothing; new ones do. */
    public void freeze() {
        frozen = accepted;
    }

    /** Ends the connections of the time before, and passes again. */
    public void mend() {
        cut = false;
        sockets.forEach(TcpRelay::quietly);
        sockets.clear();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                sockets.add(client);
                InetSocketAddress to = target.get();
                Socket server = new Socket(to.getAddress(), to.getPort());
                sockets.add(server);
                int number = ++accepted;
                threads.execute(() -> pass(client, server, number));
                threads.execute(() -> pass(server, client, number));
            } catch (IOException | RejectedExecutionException e) {
                // the door was closed, or nobody listens behind it: it is tried again
            }
        }
        sockets.forEach(TcpRelay::quietly);
    }

    private void pass(Socket from, Socket to, int number) {
        byte[] buffer = new byte[8192];
        try {
            for (int read = from.getInputStream().read(buffer);
                    read >= 0;
                    read = from.getInputStream().read(buffer)) {
                if (!cut && number > frozen) {
                    to.getOutputStream().write(buffer, 0, read);
                    to.getOutputStream().flush();
                }
            }
        } catch (IOException e) {
            // one of the two has gone
        } finally {
            if (!cut && number > frozen) {
                quietly(from);
                quietly(to);
            }
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
        sockets.forEach(TcpRelay::quietly);
    }
}
