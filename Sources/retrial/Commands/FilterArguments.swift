import Replay

extension RequestFilter {
  /// `--principal`, `--action`, `--resource` and `--account`.
  init(_ arguments: ParsedArguments) {
    self.init()
    principals = arguments.values("principal")
    actions = arguments.values("action")
    resources = arguments.values("resource")
    accounts = arguments.values("account")
  }
}
