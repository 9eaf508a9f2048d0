import JSON

/// Operations, as `service:Name`, that AWS documents as allowed whatever the policies say.
///
/// Each by its service's own documentation: of other services an operation of the same name is an ordinary action.
struct Permissionless {
  /// Those of which AWS documents no exception.
  ///
  /// STS API Reference, `GetCallerIdentity`.
  let anywhere: Set<String>
  /// Those that policies decide only where the call comes through a VPC endpoint.
  ///
  /// Amazon DynamoDB Developer Guide, "Internetwork traffic privacy", "Required policies for endpoints": a call to
  /// the public endpoint is answered even where a policy denies it.
  let onPublicEndpoint: Set<String>

  init(_ table: JSONValue?) {
    anywhere = Self.names(table?["anywhere"])
    onPublicEndpoint = Self.names(table?["publicEndpoint"])
  }

  private static func names(_ list: JSONValue?) -> Set<String> {
    Set((list?.array ?? []).compactMap { $0.string })
  }
}
