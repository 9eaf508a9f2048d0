/// The frame of a page: one file that needs nothing else, readable without scripts, in light, dark and print.
enum HTMLPage {
  /// A whole page.
  ///
  /// - Parameters:
  ///   - title: the page's title, as text.
  ///   - body: what stands in `<main>` and `<nav>`, as HTML.
  static func page(title: String, navigation: [(id: String, title: String)], body: String) -> String {
    let links = navigation.map {
      "<li><a href=\"#\($0.id)\">\(HTMLText.escaped($0.title))</a></li>"
    }.joined()
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
      script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
      <meta name="color-scheme" content="light dark">
      <title>\(HTMLText.escaped(title))</title>
      <link rel="icon" href="data:,">
      <style>
      \(HTMLStyle.css)
      </style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the content</a>
      <nav aria-label="Sections"><ul>\(links)</ul></nav>
      <main id="main" tabindex="-1">
      \(body)
      </main>
      <script>
      \(HTMLScript.javaScript)
      </script>
      </body>
      </html>

      """
  }
}
