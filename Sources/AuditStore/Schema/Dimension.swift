/// The small tables that event rows refer to by number, each with text columns only.
///
/// A value is interned by its key: the columns one after another, each with its length. Where most of a text is
/// the same in many rows, a row holds a template and the values that stand in it.
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
  /// The templates of the texts of other tables.
  case template

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
    case .template: "template"
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
    case .template: ["text"]
    }
  }

  /// Whether the last column is held as a template and its values.
  public var isTemplated: Bool {
    switch self {
    case .identity, .error, .context: true
    default: false
    }
  }

  /// The columns that the table has behind `id`, in the order of its own keys.
  var storedColumns: [String] {
    isTemplated ? [TextTemplate.columns[0]] + columns.dropLast() + TextTemplate.valueColumns : columns
  }
}
