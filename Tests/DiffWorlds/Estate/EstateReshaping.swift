import PolicyWorlds

/// What a second snapshot has otherwise than a first one: accounts that moved, nodes with other SCPs and RCPs, other texts.
struct EstateReshaping {
  /// The nodes under which moved accounts stand; nil for one that left the organization.
  var parents: [String: String?] = [:]
  /// Nodes with other lists.
  var nodes: [Estate.Node] = []
  /// Policies with other texts, as changes of them.
  var rewrites: [EstateChange] = []

  /// Whether nothing is otherwise.
  var isEmpty: Bool { parents.isEmpty && nodes.isEmpty && rewrites.isEmpty }

  /// The text of an SCP or RCP that some node has now.
  func text(named name: String) -> WorldPolicy? {
    nodes.flatMap { $0.scps + $0.rcps }.first { $0.name == name }?.policy
  }

  /// The words of what is otherwise in an estate, for counting.
  func words(_ estate: Estate) -> [String] {
    var words = parents.map { account, parent in
      estate.parents[account] == nil ? "account added" : parent == nil ? "account removed" : "account moved"
    }
    if !nodes.isEmpty { words.append("other lists") }
    if !rewrites.isEmpty { words.append("other text") }
    return Set(words).sorted()
  }
}

extension Estate {
  /// The estate as a second snapshot has it.
  ///
  /// - Parameter outside: what may bind the accounts that left.
  func reshaped(_ reshaping: EstateReshaping, outside: [Node]) -> Estate {
    var estate = self
    for (account, parent) in reshaping.parents { estate.parents[account] = parent }
    for node in reshaping.nodes {
      guard let index = estate.node(node.id) else { continue }
      estate.nodes[index].scps = node.scps.map { known($0) }
      estate.nodes[index].rcps = node.rcps.map { known($0) }
    }
    for node in outside {
      estate.nodes.removeAll { $0.id == node.id }
      estate.nodes.append(node)
    }
    return estate.applying(reshaping.rewrites, reached: [])
  }

  /// A policy with the text that it has where it is attached already.
  private func known(_ named: Named) -> Named {
    Named(name: named.name, policy: text(named: named.name) ?? named.policy)
  }
}
