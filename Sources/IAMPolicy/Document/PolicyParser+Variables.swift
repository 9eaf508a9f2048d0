/// Policy variables: `${key}`, `${key, 'default'}`, and `${*}`, `${?}`, `${$}` for the characters themselves.
///
/// IAM User Guide, "IAM policy elements: Variables and tags".
extension PolicyParser {
  /// A resource takes variables in its sixth field only.
  mutating func checkVariables(ofResource text: Located<String>) {
    guard text.value.mayHoldVariable else { return }
    let fields = ARNText.fields(text.value)
    if fields.prefix(5).contains(where: { $0.mayHoldVariable }) { checkHasNoVariables(text) }
    if fields.count == 6 { checkVariables(Located(String(fields[5]), at: text.position)) }
  }

  mutating func checkVariables(_ text: Located<String>) {
    guard text.value.mayHoldVariable else { return }
    guard version == .v2012 else {
      warning(
        "W-VARIABLE-VERSION", text.position,
        "without `Version` 2012-10-17 the variable in \(text.value.quoted) is literal text")
      return
    }
    var rest = text.value.unicodeScalars[...]
    while let start = rest.firstIndex(of: "$") {
      rest = rest[rest.index(after: start)...]
      guard rest.first == "{" else { continue }
      rest = rest.dropFirst()
      guard let end = rest.firstIndex(of: "}") else {
        error("E-VARIABLE", text.position, "a policy variable in \(text.value.quoted) is not closed")
        return
      }
      checkVariable(String(rest[..<end]), text)
      rest = rest[rest.index(after: end)...]
    }
  }

  /// Where variables have no meaning they are literal text, which nobody means.
  mutating func checkHasNoVariables(_ text: Located<String>) {
    guard text.value.mayHoldVariable else { return }
    warning(
      "W-VARIABLE-PLACE", text.position, "a variable here is literal text: \(text.value.quoted)")
  }

  private mutating func checkVariable(_ body: String, _ text: Located<String>) {
    if ["*", "?", "$"].contains(body) { return }
    let shown = "${\(body)}".quoted
    let scalars = body.unicodeScalars
    let cut = scalars.firstIndex(of: ",") ?? scalars.endIndex
    let (key, fallback) = (body[..<cut], body[cut...])
    guard isKey(key), fallback.isEmpty || isDefault(fallback) else {
      error(
        "E-VARIABLE", text.position,
        "\(shown) is no policy variable; write `${key}` or `${key, 'default'}`")
      return
    }
    if !key.contains(":") {
      warning("W-VARIABLE", text.position, "the variable \(shown) does not name the key of a service")
    }
  }

  /// A name without white space; the key of a tag, behind the slash, may hold some.
  private func isKey(_ key: Substring) -> Bool {
    let scalars = key.unicodeScalars
    let name = scalars.prefix { $0 != "/" }
    return !name.isEmpty && name.allSatisfy { !$0.isBlank } && scalars.allSatisfy { $0 != "$" && $0 != "{" }
  }

  /// A comma, one space and a text in single quotes.
  private func isDefault(_ text: Substring) -> Bool {
    let scalars = text.unicodeScalars
    let quoted = scalars.dropFirst(3)
    return scalars.starts(with: ", '".unicodeScalars) && quoted.last == "'"
      && !quoted.dropLast().contains("'")
  }
}

extension StringProtocol {
  /// Whether `${` stands somewhere in the text.
  var mayHoldVariable: Bool {
    var follows = false
    for byte in utf8 {
      if follows, byte == UInt8(ascii: "{") { return true }
      follows = byte == UInt8(ascii: "$")
    }
    return false
  }
}

extension Unicode.Scalar {
  /// Whether the scalar is white space of any kind.
  var isBlank: Bool { isASCII ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace }
}
