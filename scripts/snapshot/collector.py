"""What a snapshot consists of, part by part, and what is said about it."""
import concurrent.futures
import json
import sys
import threading

from snapshot.client import Denied
from snapshot.organization import Organization
from snapshot.services import SERVICES, Place


class Collector:
    """Reads every part and writes its file; what cannot be read is left out and named at the end."""

    def __init__(self, client, folder, accounts, regions, services):
        self.client = client
        self.folder = folder
        self.accounts = accounts
        self.regions = regions
        self.services = [service for service in SERVICES if service.name in services]
        self.unread = []
        self.broken = set()
        self.lock = threading.Lock()
        self.done = 0
        self.total = 0

    def run(self):
        self.client.identify()
        self.folder.settle(
            {
                "account": self.client.home,
                "accounts": self.accounts,
                "regions": self.regions,
                "services": [service.name for service in self.services],
                "endpoint": self.client.settings.endpoint,
            }
        )
        begun = self.folder.begun
        self.say(f"going on with {self.folder.path}, begun {begun}" if begun else f"writing {self.folder.path}")
        jobs = self.client.settings.jobs
        # Parts wait for their calls in the second pool, which waits for nothing: so no part can block another.
        self.calls = concurrent.futures.ThreadPoolExecutor(jobs)
        parts = concurrent.futures.ThreadPoolExecutor(jobs)
        try:
            organization = self.organization()
            accounts = self.wanted(organization)
            regions = dict(zip(accounts, self.each(self.enabled_regions, accounts)))
            # An account that cannot be entered is named once, not part by part.
            for account in [account for account in accounts if isinstance(regions[account], Denied)]:
                self.note(account, "the whole account", regions.pop(account))
            accounts = list(regions)
            work = [part for account in accounts for part in self.parts(account, regions[account])]
            self.total = len(work)
            for finished in [parts.submit(self.part, *part) for part in work]:
                finished.result()
        finally:
            parts.shutdown(wait=False, cancel_futures=True)
            self.calls.shutdown(wait=False, cancel_futures=True)
        self.complete(organization, regions)
        return self.close()

    # Parts

    def organization(self):
        reader = Organization(self.client, self.each)
        value = reader.read()
        if reader.is_none:
            self.say(f"{self.client.home} is in no organization, so there is no tree to write")
        self.unread += reader.unread
        self.active = reader.active
        for name, text in reader.texts.items():
            self.folder.write(name, document(text))
        if value is not None:
            self.folder.write("organization.json", value)
            self.say(f"organization {value['id']}: {len(reader.accounts)} accounts, {len(reader.texts)} SCPs and RCPs")
        return value

    def wanted(self, organization):
        """The accounts to read: one's own, those that are named, or all that are active."""
        if self.accounts is None:
            return [self.client.home]
        if self.accounts != ["all"]:
            return self.accounts
        if organization is None:
            return [self.client.home]
        return self.active

    def enabled_regions(self, account):
        """The regions of an account, with whether they are known to be all it has."""
        try:
            enabled = self.client.ask(account, ["ec2", "describe-regions"], query="Regions[].RegionName") or []
        except Denied as error:
            if error.call == "sts assume-role":
                raise
            if self.regions is None:
                self.note(account, "the regions", error)
            return self.regions or [], False
        return self.regions or sorted(enabled), set(enabled) <= set(self.regions or enabled)

    def parts(self, account, regions):
        yield account, None, "authorization-details", self.details, ()
        for service in self.services:
            if any(listing.only for listing in service.listings):
                yield account, service, service.name, self.resources, (service, None)
            for region in regions[0]:
                if any(listing.only is None for listing in service.listings):
                    yield account, service, f"{service.name} {region}", self.resources, (service, region)
        for region in regions[0]:
            yield account, None, f"vpc-endpoints {region}", self.endpoints, (region,)

    def part(self, account, service, name, read, given):
        try:
            found = read(account, *given)
        except Denied as error:
            self.note(account, name, error, service)
            found = "not read"
        with self.lock:
            self.done += 1
            self.say(f"[{self.done}/{self.total}] {account} {name}: {found}")

    def details(self, account):
        value = self.client.ask(account, ["iam", "get-account-authorization-details"])
        self.folder.write(f"accounts/{account}/authorization-details.json", value)
        lists = {"users": "UserDetailList", "groups": "GroupDetailList", "roles": "RoleDetailList"}
        return ", ".join(f"{len(value.get(name) or [])} {what}" for what, name in lists.items())

    def resources(self, account, service, region):
        """The policies of a service in a region, or what of it has no region."""
        entries = []
        listings = [listing for listing in service.listings if (listing.only is None) == (region is not None)]
        for listing in listings:
            if listing.only not in (None, "any") and self.client.partition != "aws":
                continue
            at = region or (self.client.region if listing.only == "any" else listing.only)
            place = Place(self.client.partition, account, at)
            items = self.items(listing, place)
            ask = lambda item: self.client.ask(
                account, listing.get(place, item), region=at, query=listing.query, none=listing.none
            )
            for item, policy in zip(items, self.each(ask, items)):
                arn = listing.arn(place, item)
                if isinstance(policy, Denied):
                    self.note(account, arn, policy, service)
                elif policy:
                    entries.append({"resource": arn, "policy": document(policy)})
                elif listing.lacks == "none":
                    entries.append({"resource": arn, "policy": None})
                else:
                    self.broken.add((account, service.name))
        name = f"{service.name}-{region}" if region else service.name
        if entries:
            self.folder.write(f"accounts/{account}/resource-policies/{name}.json", entries)
        count = sum(entry["policy"] is not None for entry in entries)
        return f"{len(entries)} resources, {count} with a policy"

    def items(self, listing, place):
        """What identifies each resource of a kind, from every page."""
        words = [*listing.list, *listing.list_at(place)]
        if listing.pages is None:
            return self.client.ask(place.account, words, region=place.region, query=listing.items) or []
        member, option = listing.pages
        query = f"{{items: {listing.items}, next: {member}}}"
        items, page = [], []
        while True:
            answer = self.client.ask(place.account, words + page, region=place.region, query=query) or {}
            items += answer.get("items") or []
            if not answer.get("next"):
                return items
            page = [option, answer["next"]]

    def endpoints(self, account, region):
        query = "VpcEndpoints[].[VpcEndpointId, PolicyDocument]"
        found = self.client.ask(account, ["ec2", "describe-vpc-endpoints"], region=region, query=query) or []
        entries = [{"vpcEndpoint": id, "policy": document(text)} for id, text in found if text]
        if entries:
            self.folder.write(f"accounts/{account}/vpc-endpoints/{region}.json", entries)
        return f"{len(entries)} policies"

    # The end

    def complete(self, organization, regions):
        """Says of which services every resource-based policy was read, account by account."""
        whole = {}
        for account, (_, is_all) in regions.items():
            names = [
                service.name
                for service in self.services
                if service.is_whole and is_all and (account, service.name) not in self.broken
            ]
            if names:
                whole[account] = names
        if organization is None and not whole:
            return
        value = dict(organization or {})
        if whole:
            value["complete"] = {"accounts": whole}
        self.folder.write("organization.json", value)

    def close(self):
        self.say(f"{self.client.calls} calls made, {self.folder.reused} answers kept from before")
        if not self.unread:
            self.folder.finish()
            self.say(f"everything was read: {self.folder.path}")
            return 0
        self.say(f"{len(self.unread)} parts could not be read; they are left out, which means unknown:")
        for line in self.unread:
            self.say("  " + line)
        self.say("the same command asks again for these alone")
        return 1

    # Tools

    def each(self, ask, items):
        """The results in order; a refusal stands in the place of a result."""
        return list(self.calls.map(lambda item: attempt(ask, item), items))

    def note(self, account, what, error, service=None):
        with self.lock:
            self.unread.append(f"{account} {what}: {error}")
            if service:
                self.broken.add((account, service.name))

    @staticmethod
    def say(line):
        print(line, file=sys.stderr, flush=True)


def attempt(ask, item):
    try:
        return ask(item)
    except Denied as error:
        return error


def document(text):
    """A policy as an object; a text that is not JSON stays as it is, for the reader to refuse with its place."""
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
