package dev.headroom.receiver.bench;

import dev.headroom.receiver.web.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The receiver's own server with a webhook that reads the body and answers 200: what HTTP alone costs. */
public final class AnswerOnlyServer {

    private AnswerOnlyServer() {}

    /** Serves on the given port of 127.0.0.1 until the process is ended. */
    @SuppressWarnings("resource") // serves until the process ends
    public static void main(String[] args) {
        new HttpServer(
                        "127.0.0.1",
                        Integer.parseInt(args[0]),
                        List.of(routes -> routes.post("/webhook", ctx -> {
                            read(ctx.req().getInputStream());
                            ctx.status(200).contentType("application/json").result("{}");
                        })))
                .start();
    }

    private static void read(InputStream body) throws IOException {
        byte[] all = body.readAllBytes();
        if (all.length == 0) {
            throw new IOException("an empty body: the load is not what it should be");
        }
    }
}
