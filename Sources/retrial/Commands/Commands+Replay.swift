extension Commands {
  static let replay = CommandSpec(
    name: "replay",
    abstract: "Decide the recorded requests under one set of policies, and keep it under a name.",
    discussion:
      "Shows how far the policies decide as AWS did. A stored replay keeps the files that it was made from with their "
      + "SHA-256, and `retrial diff OLD NEW` compares two of them.",
    options: [database]
      + policyOptions + [
        .init(name: "name", valueName: "name", help: "Store the replay in the database under this name."),
        .init(name: "replace", valueName: nil, help: "Store it in place of one that has the name already."),
        .init(
          name: "format", valueName: "format", help: "The output's format.", choices: ["text", "json"],
          defaultValue: "text"),
        .init(
          name: "limit", valueName: "n", help: "How many names a list of the text shows; 0 shows all.",
          defaultValue: "5"),
        .init(
          name: "min-fidelity", valueName: "percent",
          help: "End with code 4 when less of what the policies decide for certain is as AWS recorded it."),
        .init(
          name: "min-decided", valueName: "percent",
          help: "End with code 4 when the policies decide less of the recorded decisions for certain."),
      ] + window + filters,
    examples: [
      "retrial replay --policies ./policies --name september",
      "retrial replay --policies ./policies --change-dir ./proposed --name proposed",
      "retrial diff september proposed",
    ])
}
