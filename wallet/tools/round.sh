#!/bin/bash
# Every flow of a wallet from a terminal, on a network of its own: HEARTH=…/bin/hearth ANVIL=…/anvil wallet/tools/round.sh
# Makes two wallets, deploys the contracts, pays, has another program sign, stakes, votes, speeds up, takes back, and claims what a practice network earned; each command prints one JSON object, and the
# script ends with the first one that is not as it should be. Takes some ten minutes; EARN is how long it earns (4m; none leaves that out). Everything lies in one folder that is removed.
set -euo pipefail
signing=$(cd "$(dirname "$0")/../contracts/tools" && pwd)/sign-file.mjs
: "${HEARTH:=hearth}" "${ANVIL:=anvil}"
command -v node >/dev/null || { echo "node reads the JSON here: apt-get install nodejs" >&2; exit 3; }
work=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
HOME=$work "$ANVIL" --host 127.0.0.1 --port $port --accounts 0 --chain-id 777123 --silent &
anvil=$!
trap 'kill $anvil 2>/dev/null; rm -rf "$work"' EXIT
url=http://127.0.0.1:$port
password="correct horse battery"

rpc() { curl -sf -H 'Content-Type: application/json' -d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"$1\",\"params\":[${2:-}]}" $url; }
until rpc eth_chainId >/dev/null 2>&1; do sleep 0.2; done
# take EXPRESSION JSON: of the object o
take() { node -e 'const o = JSON.parse(process.argv[2]); console.log(eval(process.argv[1]))' "$1" "$2"; }
# must EXIT_CODE EXPRESSION COMMAND…: the answer is left in $said
must() {
  local code=$1 holds=$2 got=0; shift 2
  said=$(printf '%s\n' "${input[@]}" | "$HEARTH" "$@" --json 2>"$work/err") || got=$?
  echo "hearth $* -> $got ${said:0:160}"
  if [ $got != "$code" ]; then cat "$work/err" >&2; echo "exit code $code was expected" >&2; exit 1; fi
  if [ -n "$holds" ] && [ "$(take "$holds" "$said")" != true ]; then echo "not so: $holds" >&2; exit 1; fi
}
# first_waiting: hash of the only transaction that waits; mine_after HASH: mines once another one has its place
first_waiting() { take 'Object.values(Object.values(o.result.pending)[0] ?? {})[0]?.hash ?? ""' "$(rpc txpool_content)"; }
mine_after() { while [ "$(first_waiting)" = "$1" ]; do sleep 0.5; done; rpc evm_mine >/dev/null; }
later() { rpc evm_increaseTime "$1" >/dev/null; rpc evm_mine >/dev/null; }

export HEARTH_HOME=$work/other
input=("$password")
must 0 'o.phrase.length == 24' wallet create --words 24
other=$(take o.address "$said")
export HEARTH_HOME=$work/first
must 0 'o.phrase.length == 12' wallet create
me=$(take o.address "$said") words=$(take 'o.phrase.join(" ")' "$said")
must 4 '' wallet create
input=("$words"); must 0 'o.matches' wallet check-backup
input=("wrong password"); must 1 '' wallet unlock
input=("$password"); must 0 'o.address == "'$me'"' wallet unlock
must 0 'o.accounts.length == 2' wallet add-account
second=$(take 'o.accounts[1]' "$said")
must 0 'o.name == "Second"' wallet rename $second Second
must 0 'o.active' wallet use $second
must 0 'o.details[1].active && o.details[1].name == "Second"' wallet list
must 0 'o.active' wallet use $me
must 0 '!o.known' wallet watch 0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC "Cold storage"
input=("$password" "another password"); must 0 'o.address == "'$second'"' wallet export-key "$work/second.json" --account $second
HEARTH_HOME=$work/third; input=("another password" "$password"); must 0 'o.address == "'$second'"' wallet import --key-file "$work/second.json"
HEARTH_HOME=$work/fourth; input=("$words" "$password")
must 4 '' wallet import --expect $second
must 0 'o.address == "'$me'"' wallet import --expect $me
input=("$password" "a third password"); must 0 'o.changed' wallet change-password
input=("$password"); must 1 '' wallet unlock
input=("a third password"); must 0 'o.address == "'$me'"' wallet unlock
HEARTH_HOME=$work/fifth; input=("$(printf '%064d' 1)" "$password"); must 0 'o.address == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"' wallet import --key
HEARTH_HOME=$work/first; input=("$password")

rpc anvil_setBalance "\"$me\",\"0x8ac7230489e80000\"" >/dev/null
must 0 'o.profile.name == "round"' network deploy --rpc $url --name round --confirmations 1 --explorer https://explorer.example
on="--network round"
must 0 'o.ember == "1000000000000000000000000000"' wallet balance $on
must 0 'o.watched[0].staked == "0" && o.watched[0].ember == "0"' wallet watched $on --balances
must 4 '' wallet send $on $other 12.5
must 0 'o.state == "forecast" && o.expected.simulated && o.expected.changes.length == 2' wallet send $on $other 12.5 --dry-run
must 0 '["included", "final"].includes(o.state) && o.expected.changes[0].change == "-12500000000000000000"' wallet send $on $other 12.5 --new-recipient
must 0 'o.ember == "12500000000000000000"' wallet balance $on --account $other
must 4 '' wallet send $on 0x70997970C51812dc3A010C7d01b50e0d17dc79c8 1
must 2 '' wallet send $on $other 0
must 4 'o.reason == "RECIPIENT_IS_CONTRACT"' wallet send $on "$(take 'o.profile.token' "$(cat "$work/first/networks/round.json" | node -e 'console.log(JSON.stringify({profile: JSON.parse(require("fs").readFileSync(0))}))')")" 1 --new-recipient
must 0 'o.perPayment == "20000000000000000000"' wallet limits $on --payment 20 --day 30
must 4 'o.reason == "ABOVE_PAYMENT_LIMIT"' wallet send $on $other 21
input=(""); must 2 '' wallet limits $on --day none
input=("$password"); must 0 '!o.perDay && !o.perPayment' wallet limits $on --day none --payment none

must 0 'o.coins == 1000' wallet fees $on --cap 0.000000000000001
must 4 'o.reason == "FEE_ABOVE_CAP"' wallet send $on $other 1
must 0 '!o.coins && o.prices.currency == "EUR"' wallet fees $on --cap none --prices EUR:2500:0.1
must 4 'o.reason == "FEE_ABOVE_SHARE" && o.expected.fee.needsConsent' wallet send $on $other 1
must 0 '["included", "final"].includes(o.state)' wallet send $on $other 1 --accept-fee 1
must 0 '!o.prices' wallet fees $on --prices none

# Another program signs for an account, from files alone; Hearth takes nothing but what it prepared.
rpc anvil_setBalance "\"$second\",\"0x8ac7230489e80000\"" >/dev/null
must 0 '["included", "final"].includes(o.state)' wallet send $on $second 2
must 0 'o.state == "forecast"' wallet prepare send $on $other 2 --from $second --intent elsewhere --dry-run
must 0 'o.from == "'$second'" && o.type == 2' wallet prepare send $on $other 2 --from $second --intent elsewhere --new-recipient
echo "$said" >"$work/unsigned.json"
sed 's/"nonce" *: *0/"nonce": 1/' "$work/unsigned.json" >"$work/other.json"
for file in unsigned other; do node "$signing" "$work/$file.json" "$work/second.json" <<<"another password" >"$work/$file.signed"; done
must 4 '' wallet submit $on "$work/other.signed"
must 0 '["included", "final"].includes(o.state)' wallet submit $on "$work/unsigned.signed"
must 0 'o.ember == "15500000000000000000"' wallet balance $on --account $other

rpc evm_setAutomine false >/dev/null
"$HEARTH" wallet send $on $other 3 --intent slow --json <<<"$password" >"$work/slow" 2>&1 &
slow=$!
until [ "$(take 'Object.keys(o.result.pending).length' "$(rpc txpool_content)")" != 0 ]; do sleep 0.5; done
must 0 'o.activity[0].stage == "SENT"' wallet activity $on
mine_after "$(first_waiting)" &
must 0 '["included", "final"].includes(o.state)' wallet speed-up $on slow
wait $slow || { cat "$work/slow"; exit 1; }
"$HEARTH" wallet send $on $other 5 --intent regret --json <<<"$password" >"$work/regret" 2>&1 &
regret=$!
until [ "$(take 'Object.keys(o.result.pending).length' "$(rpc txpool_content)")" != 0 ]; do sleep 0.5; done
mine_after "$(first_waiting)" &
must 0 'o.state == "cancelled" && o.nonce >= 0' wallet cancel $on regret
wait $regret && { echo "what was taken back was paid" >&2; exit 1; }
rpc evm_setAutomine true >/dev/null
must 0 'o.ember == "18500000000000000000"' wallet balance $on --account $other

must 0 '' wallet stake $on 50000000
must 0 '' wallet stake $on --term 90 1000
must 0 'o.terms.length == 1 && o.flexible == "50000000000000000000000000"' wallet positions $on
term=$(take 'o.terms[0].id' "$said")
must 0 'o.allowances.length == 0' wallet allowances $on
must 0 '["included", "final"].includes(o.state)' wallet revoke $on escrow
must 1 'o.reason == "UNKNOWN_CONTRACT"' wallet revoke $on bank
# A stranger's contract is paid only when that is meant.
program=0x90F79bf6EB2c4f870365E785982E1f101E93b906
rpc anvil_setCode "\"$program\",\"0x00\"" >/dev/null
must 4 'o.reason == "RECIPIENT_HAS_CODE" && o.expected.needsContractConsent' wallet send $on $program 1 --new-recipient
must 0 '["included", "final"].includes(o.state)' wallet send $on $program 1 --new-recipient --contract-recipient
# A profile that was changed, or that a stranger sealed, is no network.
profile=$HEARTH_HOME/networks/round.json
must 0 'o.same' network check "$profile"
cp "$profile" "$work/good.json"
sed -i 's/"confirmations"[^,]*/"confirmations": 7/' "$profile"
must 4 '' wallet balance $on
cp "$work/good.json" "$profile"
# Nor is one that its publisher superseded.
cp "$profile.seal" "$work/older.seal"
must 0 'o.serial == 2' network sign "$profile"
must 0 'o.ember != "0"' wallet balance $on
cp "$profile.seal" "$work/newer.seal"; cp "$work/older.seal" "$profile.seal"
must 4 '' wallet balance $on
cp "$work/newer.seal" "$profile.seal"
must 0 'o.publishers.length == 1' network publishers
publisher=$(take 'o.publishers[0]' "$said")
must 0 'o.publishers.length == 0' network trust --no-more $publisher
must 4 '' wallet balance $on
must 0 'o.publishers.length == 1' network trust $publisher
must 0 'o.ember != "0"' wallet balance $on
must 1 'o.reason == "NO_YIELD_EARNED"' wallet claim-yield $on
must 1 'o.reason == "NO_YIELD_EARNED"' wallet compound $on
must 0 '' wallet unstake $on 100
must 0 'o.unbonding.length == 1' wallet positions $on
back=$(take 'o.unbonding[0].id' "$said")
must 1 'o.reason == "UNBONDING_NOT_FOUND"' wallet withdraw $on 77
must 1 'o.reason == "STILL_UNBONDING"' wallet withdraw $on $back
must 1 'o.reason == "TERM_NOT_OVER"' wallet end-term $on $term
must 0 'o.expected.changes.some(c => c.asset == "STAKE")' wallet leave $on $term
must 0 'o.terms.length == 0 && o.unbonding.length == 2' wallet positions $on
left=$(take 'o.unbonding[1].id' "$said")
must 0 "o.nonce > 0" wallet delegate $on me
later 10
must 0 '' wallet propose $on "Ask for more stake before proposing" governor-threshold 20000000
must 0 'o.proposals.length == 1' wallet proposals $on
number=$(take 'o.proposals[0].id ?? o.proposals[0].number' "$said")
later 180000
must 0 '' wallet vote $on $number for
must 1 '' wallet vote $on $number against
later 700000
must 0 '' wallet queue $on $number
must 1 '' wallet execute $on $number
later 400000
must 0 '' wallet execute $on $number
later 1000000
must 0 'o.expected.changes.some(c => c.asset == "EMBER")' wallet withdraw $on $back
must 0 '' wallet withdraw $on $left
must 0 'o.unbonding.length == 0' wallet positions $on
must 0 'o.activity.length > 10 && o.activity.every(a => a.stage != "SENT")' wallet activity $on
must 2 '' wallet delete
must 0 'o.deleted' wallet delete --yes
must 1 '' wallet list

[ "${EARN:=4m}" != none ] || { echo "every flow but the claim went as it should"; exit 0; }
# Real work on a practice network, its receipts settled as an epoch, and the claim typed by hand while the network runs.
export HEARTH_HOME=$work/earner; input=("")
must 0 '!o.mark' wallet mark
must 0 'o.mark.words == "blue barn"' wallet mark --draw --words "blue barn"
"$HEARTH" practice --no-window --for "$EARN" --json >"$work/practice" 2>"$work/practice.err" &
practice=$!
claimable=0 tries=0
until [ "$claimable" != 0 ]; do
  sleep 5; tries=$((tries + 1))
  if [ $tries = 200 ] || ! kill -0 $practice 2>/dev/null; then tail -20 "$work/practice.err" >&2; echo "nothing became claimable" >&2; exit 1; fi
  if said=$("$HEARTH" wallet balance --json </dev/null 2>/dev/null); then claimable=$(take o.claimable "$said"); fi
done
must 0 'o.state == "forecast" && o.expected.changes.some(c => c.asset == "EMBER" && BigInt(c.change) > 0n)' wallet claim --dry-run
must 0 '["included", "final"].includes(o.state)' wallet claim
must 0 'BigInt(o.claimed) >= '$claimable'n' wallet balance
must 0 'o.activity.some(a => a.kind == "CLAIM" && a.stage != "REFUSED")' wallet activity
wait $practice || { tail -20 "$work/practice.err" >&2; exit 1; }
summary=$(cat "$work/practice")
echo "practice -> earned $(take o.earnedWei "$summary"), claimed $(take o.claimedWei "$summary"), leases $(take o.leasesAccepted "$summary")"
[ "$(take 'BigInt(o.claimedWei) >= '$claimable'n && o.leasesAccepted > 0' "$summary")" = true ] || { echo "the summary does not hold the claim" >&2; exit 1; }
echo "every flow went as it should"
