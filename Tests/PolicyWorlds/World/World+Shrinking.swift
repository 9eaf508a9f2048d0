import IAMPolicy

extension World {
  /// A world from which nothing more can be dropped without losing a fault.
  public func shrunk(while isFaulty: (World) -> Bool) -> World {
    var smallest = self
    var isSmaller = true
    while isSmaller {
      isSmaller = false
      for candidate in smallest.smaller where !candidate.holdsRefused && isFaulty(candidate) {
        (smallest, isSmaller) = (candidate, true)
        break
      }
    }
    return smallest
  }

  /// Whether the engine refuses a text of this world.
  var holdsRefused: Bool {
    policies.contains { _, policy in
      if policy.text != nil, case .unknown = policy.attached.content { true } else { false }
    }
  }

  /// The worlds with one thing less, big things first: layers, policies, statements, then values.
  private var smaller: [World] { withoutLayer + withoutPolicy + withSmallerText + withoutKey }

  private var withoutLayer: [World] {
    layers.keys.filter { $0 != .resource }.sorted { $0.rawValue < $1.rawValue }.map { layer in
      var world = self
      world.layers[layer] = nil
      return world
    }
  }

  private var withoutPolicy: [World] {
    let levels = [Layer.scps, .rcps].flatMap { layer in
      (layers[layer] ?? []).indices.map { level in
        var world = self
        world.layers[layer]?.remove(at: level)
        return world
      }
    }
    return levels
      + policies.map { place, _ in
        var world = self
        world.replace(place, by: [])
        return world
      }
  }

  private var withSmallerText: [World] {
    policies.flatMap { place, policy -> [World] in
      guard let text = policy.text else { return [] }
      return text.smaller.map { smaller in
        var world = self
        let type = Self.type(of: place.layer, action: request.action)
        world.replace(place, by: [WorldPolicy(name: policy.name, text: smaller, type: type)])
        return world
      }
    }
  }

  private var withoutKey: [World] {
    request.context.values.keys.sorted().map { key in
      var world = self
      var context = WorldRequest.Context(isOpenWorld: request.context.isOpenWorld)
      for (name, value) in request.context.values where name != key { context[name] = value }
      world.request.context = context
      return world
    }
  }
}

extension PolicyText {
  /// The texts with one statement, condition, entry or value less.
  var smaller: [PolicyText] {
    var texts: [PolicyText] = []
    for index in statements.indices {
      if statements.count > 1 {
        var text = self
        text.statements.remove(at: index)
        texts.append(text)
      }
      for statement in statements[index].smaller {
        var text = self
        text.statements[index] = statement
        texts.append(text)
      }
    }
    return texts
  }
}

extension StatementText {
  fileprivate var smaller: [StatementText] {
    var statements = conditions.indices.map { index in
      var statement = self
      statement.conditions.remove(at: index)
      return statement
    }
    for index in conditions.indices {
      for place in conditions[index].values.indices where conditions[index].values.count > 1 {
        var statement = self
        statement.conditions[index].values.remove(at: place)
        statements.append(statement)
      }
    }
    for list in action.smaller {
      var statement = self
      statement.action = list
      statements.append(statement)
    }
    for list in resource?.smaller ?? [] {
      var statement = self
      statement.resource = list
      statements.append(statement)
    }
    for place in principal?.entries.indices ?? 0..<0 where (principal?.entries.count ?? 0) > 1 {
      var statement = self
      statement.principal?.entries.remove(at: place)
      statements.append(statement)
    }
    return statements
  }
}

extension ListText {
  /// One value less, or `*` alone.
  fileprivate var smaller: [ListText] {
    var lists: [ListText] = []
    if values != ["*"] || isNegated { lists.append(ListText(values: ["*"])) }
    for place in values.indices where values.count > 1 {
      var list = self
      list.values.remove(at: place)
      lists.append(list)
    }
    return lists
  }
}
