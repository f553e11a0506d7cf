package dev.headroom.receiver.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.headroom.receiver.webhook.Tokens;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes the policy that is in its file now, as SIGHUP does. It asks for the token, and takes nothing from other sites' pages. */
public final class ReloadApi implements Consumer<RoutesConfig> {

    private final Reload reload;
    private final Tokens tokens;

    public ReloadApi(Reload reload, Tokens tokens) {
        this.reload = reload;
        this.tokens = tokens;
    }

    /** @param error null where it was taken */
    private record Answer(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String error,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String remedy,

            boolean taken,
            List<String> mistakes,
            List<String> restart) {
        static Answer of(Reload.Outcome outcome) {
            return new Answer(
                    outcome.taken() ? null : String.join("; ", outcome.mistakes()),
                    outcome.taken() ? null : "mend the file and reload again; the policy of before stays in force",
                    outcome.taken(),
                    outcome.mistakes(),
                    outcome.restart());
        }
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.post("/-/reload", this::reload);
    }

    private void reload(Context ctx) {
        tokens.check(ctx);
        SameOrigin.check(ctx);
        Reload.Outcome outcome = reload.reload();
        ctx.status(outcome.taken() ? 200 : 422);
        Json.answer(ctx, Answer.of(outcome));
    }
}
