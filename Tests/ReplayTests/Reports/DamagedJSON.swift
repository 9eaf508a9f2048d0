import JSON

/// Documents that a schema must refuse.
enum DamagedJSON {
  /// The value with one member, anywhere, removed, replaced or added.
  static func variants(of value: JSONValue) -> [(change: String, value: JSONValue)] {
    switch value.kind {
    case .object(let members):
      return members.indices.flatMap { index -> [(String, JSONValue)] in
        let name = members[index].name
        func with(_ changed: JSONValue?) -> JSONValue {
          var members = members
          if let changed { members[index].value = changed } else { members.remove(at: index) }
          return JSONValue(.object(members))
        }
        let isCount = name == "network"
        return (isCount ? [] : [("without \(name)", with(nil))])
          + [("\(name) as a truth value", with(.bool(true)))]
          + variants(of: members[index].value).map { ("\(name): \($0.change)", with($0.value)) }
      } + [("another member", .object(members.map { ($0.name, $0.value) } + [("other", .string("x"))]))]
    case .array(let elements):
      return elements.first.map { variants(of: $0).map { ($0.change, .array([$0.value])) } } ?? []
    default: return []
    }
  }
}
