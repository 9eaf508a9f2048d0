import IAMPolicy
import JSON

/// Reading members of the files around the policies: what has the wrong type is a fault, never skipped.
extension SnapshotReader {
  /// The tree of a file; nil after a fault when it is not JSON.
  mutating func tree(_ file: String) throws(SnapshotError) -> JSONValue? {
    tree(try files.read(path(file), mustBeRegular: true), of: file)
  }

  /// The tree of a file's bytes; nil after a fault when they are not JSON.
  mutating func tree(_ bytes: [UInt8], of file: String) -> JSONValue? {
    do {
      return try JSONReader.parse(bytes)
    } catch {
      fault(file, error.position, error.message, code: "E-JSON")
      return nil
    }
  }

  /// The members of what must be an object.
  mutating func object(_ value: JSONValue, _ what: String, in file: String) -> [JSONMember]? {
    guard let members = value.object else {
      fault(file, value.position, "\(what) must be an object")
      return nil
    }
    return members
  }

  /// A member that is a string when it is there.
  mutating func string(_ name: String, of value: JSONValue, in file: String) -> String? {
    guard let member = value[name] else { return nil }
    guard let text = member.string else {
      fault(file, member.position, "`\(name)` must be a string")
      return nil
    }
    return text
  }

  /// A member that must be there as a string.
  mutating func requiredString(_ name: String, of value: JSONValue, in file: String) -> String? {
    if value[name] == nil { fault(file, value.position, "`\(name)` is missing") }
    return string(name, of: value, in: file)
  }

  /// A member that is an array of strings when it is there; nil when it is not.
  mutating func strings(_ name: String, of value: JSONValue, in file: String) -> [String]? {
    guard let elements = list(name, of: value, in: file) else { return nil }
    var strings: [String] = []
    for element in elements {
      if let text = element.string {
        strings.append(text)
      } else {
        fault(file, element.position, "`\(name)` must hold only strings")
      }
    }
    return strings
  }

  /// A member that is an array of objects; empty when it is not there.
  mutating func objects(_ name: String, of value: JSONValue, in file: String) -> [JSONValue] {
    var objects: [JSONValue] = []
    for element in list(name, of: value, in: file) ?? []
    where object(element, "`\(name)`: an element", in: file) != nil {
      objects.append(element)
    }
    return objects
  }

  private mutating func list(_ name: String, of value: JSONValue, in file: String) -> [JSONValue]? {
    guard let member = value[name] else { return nil }
    guard let elements = member.array else {
      fault(file, member.position, "`\(name)` must be an array")
      return nil
    }
    return elements
  }
}

// MARK: - Findings

extension SnapshotReader {
  /// Notes something that makes the whole snapshot unusable.
  mutating func fault(
    _ file: String, _ position: JSONPosition?, _ message: String, code: String = "E-SNAPSHOT"
  ) {
    let finding = PolicyFinding(
      code: code, severity: .error, position: position ?? JSONPosition(), message: message)
    faults.append(SnapshotFinding(file: path(file), policy: nil, finding: finding))
    snapshot.findings.append(SnapshotFinding(file: path(file), policy: nil, finding: finding))
  }

  /// Notes something that the user should know and that changes nothing.
  mutating func warn(
    _ file: String, _ message: String, at position: JSONPosition = JSONPosition(), policy: String? = nil
  ) {
    let finding = PolicyFinding(
      code: "W-SNAPSHOT", severity: .warning, position: position, message: message)
    snapshot.findings.append(SnapshotFinding(file: path(file), policy: policy, finding: finding))
  }

  /// Notes a policy that is longer than its quota.
  mutating func noteSize(of value: JSONValue, as type: PolicyType, name: String, file: String) {
    guard let finding = PolicySize(value).finding(for: type, at: value.position) else { return }
    snapshot.findings.append(SnapshotFinding(file: path(file), policy: name, finding: finding))
  }

  /// Refuses names that stand twice and warns of names that nothing reads, for the project's own files.
  mutating func checkNames(_ members: [JSONMember], known: [String], in file: String) {
    var seen: Set<String> = []
    for member in members {
      if !seen.insert(member.name).inserted {
        fault(file, member.namePosition, "the key `\(member.name)` stands twice", code: "E-DUPKEY")
      }
      if !known.contains(member.name) {
        warn(
          file, "`\(member.name)` is not read; known are \(known.joined(separator: ", "))",
          at: member.namePosition)
      }
    }
  }

  /// The names of a folder's `.json` files; others are noted.
  mutating func jsonNames(in folder: String) throws(SnapshotError) -> [String] {
    let names = try files.names(in: path(folder))
    for name in names where !name.hasSuffix(".json") {
      warn(folder + "/" + name, "not read: the name does not end in .json")
    }
    return names.filter { $0.hasSuffix(".json") }
  }

  /// Notes what stands in a folder of fixed names and is not one of them.
  mutating func noteUnread(_ base: String, known: [String]) throws(SnapshotError) {
    let folder = base.isEmpty ? folder : path(base)
    for name in try files.names(in: folder) where !known.contains(name) {
      warn(base + name, "not read; known are \(known.joined(separator: ", "))")
    }
  }
}
