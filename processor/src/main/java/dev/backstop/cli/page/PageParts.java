package dev.backstop.cli.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What every page has inside: style, charts and the script that draws them. The page's own policy
 * names them by their digests, so that a browser runs nothing else and fetches nothing.
 */
public record PageParts(String style, String charts, String script) {

  private static final String CHARTS =
      "/META-INF/resources/webjars/chart.js/4.4.4/dist/chart.umd.js";

  /** Those of the distribution. */
  public static PageParts load() {
    // The map is not there; a browser's tools would look for it.
    String charts = resource(CHARTS).replaceAll("(?m)^//# sourceMappingURL=.*$", "").strip();
    return new PageParts(resource("page.css"), charts, resource("page.js"));
  }

  /** Those of a page in which nothing moves. */
  public static PageParts still() {
    return new PageParts(resource("page.css"), "", "");
  }

  /**
   * A whole document.
   *
   * @param title text
   * @param body markup
   */
  String page(String title, String body) {
    String policy =
        "default-src 'none'; style-src '"
            + digest(style)
            + "'; script-src '"
            + digest(charts)
            + "' '"
            + digest(script)
            + "'; base-uri 'none'; form-action 'none'";
    return new Html()
        .line("<!doctype html>")
        .line("<html lang=\"en\">")
        .line("<head>")
        .line("<meta charset=\"utf-8\">")
        .line("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">")
        .line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .line("<meta name=\"color-scheme\" content=\"light dark\">")
        .line("<title>" + Html.escaped(title) + "</title>")
        .line("<style>" + style + "</style>")
        .line("</head>")
        .line("<body>")
        .line("<main>")
        .raw(body)
        .line("</main>")
        .line("<script>" + charts + "</script>")
        .line("<script>" + script + "</script>")
        .line("</body>")
        .line("</html>")
        .toString();
  }

  private static String digest(String content) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = PageParts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
