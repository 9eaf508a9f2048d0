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

  /// The part that was assumed stays unknown: an IAM path, or a secret's suffix.
  private var assumedResource: RequestResource {
    if resource.contains("?") || resource.contains("*") { return .pattern(resource) }
    guard let cut = resource.firstIndex(of: "/") else { return .pattern(resource + "*") }
    return .prefix(String(resource[...cut]))
  }
}
