import CloudTrail

/// Takes texts apart into a template and values; what it found last stands in its properties.
struct TextSplitter: Sendable {
  /// The key of the template among those of `Dimension.template`.
  private(set) var template: [UInt8] = []
  /// The values, one part each; empty for those that the template does not have.
  private(set) var values: [UInt8] = []

  /// Takes apart a `userIdentity`.
  mutating func split(identity raw: RawJSON) {
    take(raw.asText, IdentityParts(raw)?.cuts ?? TemplateCuts())
  }

  /// Takes apart the parameters of a call that issued credentials.
  mutating func split(parameters raw: RawJSON) { take(raw.asText, IssuanceParts.cuts(raw)) }

  /// Takes apart a context as `ContextCoding` writes it; the answer counts its keys.
  @discardableResult
  mutating func split(context text: TextSlice) -> ContextKeyCounts {
    let parts = ContextParts(text)
    take(text, parts.cuts)
    return parts.counts
  }

  /// Takes apart the message of an error.
  mutating func split(message text: TextSlice) { take(text, MessageParts.cuts(text)) }

  /// Takes a text as it is.
  mutating func keep(_ text: TextSlice) { take(text, TemplateCuts()) }

  /// For a text that is not there: there is no template either, and the values are empty.
  mutating func splitNothing() {
    template.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    for _ in 0..<TextTemplate.valueCount { values.appendPart([]) }
  }

  private mutating func take(_ text: TextSlice, _ cuts: TemplateCuts) {
    template.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    template.beginPart()
    if TextTemplate.hasMark(text) {
      text.append(to: &template)
      for value in 0..<TextTemplate.valueCount {
        values.appendPart { TextTemplate.appendMark(value, to: &$0) }
      }
    } else {
      var start = 0
      for place in 0..<cuts.count {
        text[start..<cuts[place].range.lowerBound].append(to: &template)
        TextTemplate.appendMark(cuts[place].value, to: &template)
        start = cuts[place].range.upperBound
      }
      text.dropFirst(start).append(to: &template)
      for value in 0..<TextTemplate.valueCount {
        values.appendPart { if let range = cuts.range(of: value) { text[range].append(to: &$0) } }
      }
    }
    template.endPart(from: 0)
  }
}

extension TextSlice {
  /// Whether it stands in JSON as it is: printable ASCII without quotes and backslashes.
  var isPlain: Bool { !isEmpty && !hasSpecials && firstIndex(of: 0x7F) == nil }
}
