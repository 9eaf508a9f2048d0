import AuditStore
import IAMPolicy

extension DerivedRequest {
  /// The resource as the engine takes it.
  var requestResource: RequestResource {
    switch state {
    case .message, .exact, .literal, .wild: .arn(resource)
    case .star: RequestResource(named: "*", for: action)
    case .listwild: .star
    case .assumed: assumedResource
    case .ambiguous, .partial: .pattern(resource)
    case .unknown: .unknown
    }
  }

  /// The same by what a snapshot holds: the ARN of an IAM entity that it has under the name, whatever its path.
  func requestResource(_ entities: EntityARNs) -> RequestResource {
    let resource = requestResource
    guard case .unknownPath(let start, let name) = resource else { return resource }
    return entities.resource(start, name)
  }

  /// The part that was assumed stays unknown: an IAM path, or a secret's suffix.
  private var assumedResource: RequestResource {
    if resource.contains("?") || resource.contains("*") { return .pattern(resource) }
    guard let cut = resource.firstIndex(of: "/") else { return .pattern(resource + "*") }
    let start = String(resource[...cut])
    guard ARNFields(resource).service == "iam" else { return .prefix(start) }
    return .unknownPath(start, name: String(resource[(resource.lastIndex(of: "/") ?? cut)...].dropFirst()))
  }
}
