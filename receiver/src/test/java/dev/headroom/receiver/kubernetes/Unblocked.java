package dev.headroom.receiver.kubernetes;

import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;

/**
 * A watch of the mock that ends on a thread of its own. The mock's ends on the server's only event loop and waits there,
 * for ten seconds, until what it still has to send has been sent, by that event loop.
 */
final class Unblocked extends WebSocketListener {
    private final WebSocketListener watch;

    Unblocked(WebSocketListener watch) {
        this.watch = watch;
    }

    @Override
    public void onOpen(WebSocket socket, Response response) {
        watch.onOpen(socket, response);
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
        watch.onClosing(socket, code, reason);
    }

    @Override
    public void onClosed(WebSocket socket, int code, String reason) {
        apart(() -> watch.onClosed(socket, code, reason));
    }

    @Override
    public void onFailure(WebSocket socket, Throwable failure, Response response) {
        apart(() -> watch.onFailure(socket, failure, response));
    }

    private static void apart(Runnable end) {
        Thread thread = new Thread(end, "end of a watch");
        thread.setDaemon(true);
        thread.start();
    }
}
