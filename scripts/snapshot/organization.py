"""The organization's tree with what is attached where, and the texts of its SCPs and RCPs."""
from snapshot.client import Denied

KINDS = {"scps": "SERVICE_CONTROL_POLICY", "rcps": "RESOURCE_CONTROL_POLICY"}
# Where a kind of policy is switched off, what follows is in force at every node.
SWITCHED_OFF = {"scps": ["FullAWSAccess"], "rcps": []}
# Their meaning is known without their text.
BUILT_IN = {"FullAWSAccess", "RCPFullAWSAccess"}


class Organization:
    """Reads the organization; `unread` names what could not be read."""

    def __init__(self, client, each):
        self.client = client
        self.each = each
        self.unread = []
        self.is_none = False
        self.texts = {}
        self.accounts = {}
        self.active = []

    def ask(self, call, *words, query=None):
        return self.client.ask(self.client.home, ["organizations", call, *words], query=query)

    def read(self):
        """The value of `organization.json`; None when the tree cannot be read as a whole."""
        try:
            about = self.ask("describe-organization", query="Organization.[Id, MasterAccountId]")
            root = (self.ask("list-roots", query="Roots[0].{Id: Id, PolicyTypes: PolicyTypes}")) or {}
            enabled = {entry["Type"] for entry in root.get("PolicyTypes") or []}
            tree = {"id": root["Id"]}
            self._grow(tree)
        except Denied as error:
            self.is_none = error.code == "AWSOrganizationsNotInUseException"
            if not self.is_none:
                self.unread.append(f"the organization: {error}")
            return None
        names = {kind: self._policies(kind, word) if word in enabled else {} for kind, word in KINDS.items()}
        nodes = list(self._walk(tree)) + [dict(self.accounts[id], id=id) for id in self.accounts]
        targets = [(node, kind) for node in nodes for kind in KINDS]
        for (node, kind), attached in zip(targets, self.each(self._attached(enabled, names), targets)):
            if isinstance(attached, Denied):
                self.unread.append(f"which {kind} are attached at {node['id']}: {attached}")
            else:
                (self.accounts.get(node["id"]) or node)[kind] = attached
        self._read_tags()
        return {"id": about[0], "managementAccount": about[1], "root": tree, "accounts": self.accounts}

    def _grow(self, root):
        """Puts all that is below the root in its place, level by level.

        A tree that lacks a branch would be wrong, so any refusal ends it.
        """
        level = [root]
        while level:
            for node, accounts in zip(level, self._each_whole(self._accounts, level)):
                node["accounts"] = [id for id, _, _ in accounts]
                for id, name, status in accounts:
                    self.accounts[id] = {"name": name}
                    if status == "ACTIVE":
                        self.active.append(id)
            for node, units in zip(level, self._each_whole(self._units, level)):
                node["children"] = [{"id": id, "name": name} for id, name in units]
            level = [child for node in level for child in node["children"]]

    def _accounts(self, node):
        query = "Accounts[].[Id, Name, State || Status]"
        return self.ask("list-accounts-for-parent", "--parent-id", node["id"], query=query) or []

    def _units(self, node):
        query = "OrganizationalUnits[].[Id, Name]"
        return self.ask("list-organizational-units-for-parent", "--parent-id", node["id"], query=query) or []

    def _each_whole(self, ask, items):
        results = self.each(ask, items)
        for result in results:
            if isinstance(result, Denied):
                raise result
        return results

    def _walk(self, node):
        yield node
        for child in node["children"]:
            yield from self._walk(child)

    def _policies(self, kind, word):
        """The file names of the policies of a kind by id; their texts are put aside."""
        try:
            listed = self.ask("list-policies", "--filter", word, query="Policies[].[Id, Name]") or []
        except Denied as error:
            self.unread.append(f"the {kind}: {error}")
            return {}
        names = {id: self._file_name(id, name) for id, name in listed}
        own = [id for id, name in listed if name not in BUILT_IN]
        texts = self.each(lambda id: self.ask("describe-policy", "--policy-id", id, query="Policy.Content"), own)
        for id, text in zip(own, texts):
            if isinstance(text, Denied):
                self.unread.append(f"the text of {kind}/{names[id]}: {text}")
            else:
                self.texts[f"{kind}/{names[id]}.json"] = text
        return names

    @staticmethod
    def _file_name(id, name):
        """A policy's name, or its id when no file can have the name."""
        return id if "/" in name or "\0" in name or name.startswith(".") or len(name.encode()) > 240 else name

    def _attached(self, enabled, names):
        def attached(target):
            node, kind = target
            if KINDS[kind] not in enabled:
                return SWITCHED_OFF[kind]
            words = ["--target-id", node["id"], "--filter", KINDS[kind]]
            listed = self.ask("list-policies-for-target", *words, query="Policies[].[Id, Name]") or []
            return [names[kind].get(id) or self._file_name(id, name) for id, name in listed]

        return attached

    def _read_tags(self):
        ids = list(self.accounts)
        ask = lambda id: self.ask("list-tags-for-resource", "--resource-id", id, query="Tags[].[Key, Value]")
        for id, tags in zip(ids, self.each(ask, ids)):
            if isinstance(tags, Denied):
                self.unread.append(f"the tags of account {id}: {tags}")
            elif tags:
                self.accounts[id]["tags"] = dict(tags)
