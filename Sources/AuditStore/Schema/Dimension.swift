/// The small tables that event rows refer to by number, each with text columns only.
///
/// A value is interned by its key: the columns one after another, each with its length.
public enum Dimension: Int, CaseIterable, Sendable {
  /// The raw `userIdentity`.
  case identity
  /// What was called: source, name, type, category, whether it only reads.
  case kind
  /// Region and receiving account.
  case place
  /// Source address and user agent.
  case client
  /// VPC endpoint and transport.
  case endpoint
  /// Error code and message.
  case error
  /// An IAM action.
  case action
  /// A derived resource with its account and state.
  case resource
  /// A request's own context keys as canonical JSON.
  case context

  /// The table's name.
  public var table: String {
    switch self {
    case .identity: "identity"
    case .kind: "kind"
    case .place: "place"
    case .client: "client"
    case .endpoint: "endpoint"
    case .error: "error"
    case .action: "action"
    case .resource: "resource"
    case .context: "context"
    }
  }

  /// The columns behind `id`, in the order of the key.
  public var columns: [String] {
    switch self {
    case .identity: ["json"]
    case .kind: ["event_source", "event_name", "event_type", "event_category", "read_only"]
    case .place: ["aws_region", "recipient_account_id"]
    case .client: ["source_ip_address", "user_agent"]
    case .endpoint:
      ["vpc_endpoint_id", "vpc_endpoint_account_id", "tls_version", "session_credential_from_console"]
    case .error: ["error_code", "error_message"]
    case .action: ["name"]
    case .resource: ["text", "account", "state"]
    case .context: ["json"]
    }
  }
}

/// Builds and takes apart the keys under which dimension values are interned.
struct DimensionKey {
  private(set) var bytes: [UInt8] = []

  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  mutating func appendNull() { bytes.append(0) }

  /// Appends one part that `body` writes behind its length.
  @inline(__always)
  mutating func appendLengthPrefixed(_ body: (inout [UInt8]) -> Void) {
    let start = bytes.count
    bytes.append(1)
    for _ in 0..<4 { bytes.append(0) }
    body(&bytes)
    let count = bytes.count - start - 5
    for index in 0..<4 { bytes[start + 1 + index] = UInt8(truncatingIfNeeded: count >> (8 * index)) }
  }

  mutating func append(_ text: String?) {
    guard let text else { return appendNull() }
    appendLengthPrefixed { $0.append(contentsOf: text.utf8) }
  }

  mutating func append(_ text: [UInt8]?) {
    guard let text else { return appendNull() }
    appendLengthPrefixed { $0.append(contentsOf: text) }
  }

  /// The parts of a key; nil stands for NULL.
  static func parts(_ key: ArraySlice<UInt8>) -> [ArraySlice<UInt8>?] {
    var parts: [ArraySlice<UInt8>?] = []
    var offset = key.startIndex
    while offset < key.endIndex {
      guard key[offset] == 1, offset + 5 <= key.endIndex else {
        parts.append(nil)
        offset += 1
        continue
      }
      var count = 0
      for index in 1...4 { count |= Int(key[offset + index]) << (8 * (index - 1)) }
      let end = min(offset + 5 + count, key.endIndex)
      parts.append(key[(offset + 5)..<end])
      offset = end
    }
    return parts
  }
}
