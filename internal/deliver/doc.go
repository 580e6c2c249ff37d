// Package deliver brings an edition that a build has written to where readers get it: a folder, a bucket of an object store,
// or a list for another program. Start with [Run]; the neighbour to read next is publish, which made the folder.
//
// # What it promises
//
// Every address answers at every moment with a whole file, of the old edition or the new one. What a page of either needs is
// there. manifest.json tells which edition is complete. Two publishers never mix their editions. A publication that was
// stopped anywhere is gone on with by the next one, of this edition or another.
//
// # The order of a publication
//
//  1. the claim (object stores), or the lock of the folder
//  2. the journal: what is about to be at which address
//  3. copies of what is about to be replaced, by digest, for rollbacks
//  4. files that are no pages: of them a page needs its assets
//  5. pages where nothing is yet, then pages that replace others and may lead to those
//  6. what speaks of all pages: sitemaps, robots.txt, what servers read, the signature
//  7. everything is looked at once more; what is not as it was left is sent again
//  8. manifest.json, if it is still the one of step 2
//  9. the history: what the edition has no more, and since when
//  10. what no edition has had for the grace time is removed
//
// Nothing is removed before (but for compressed files that an edition has no more: what they hold is there without them), so a page of the old edition that a reader has open still finds its assets. Only what a manifest or
// a journal of ours has named is ever replaced or removed; anything else that is in the way stops the publication before it
// has sent anything.
//
// # Why two publishers never mix
//
// Every write is conditional: it names the version (ETag) of the object that it replaces, or that there is none, and the store
// refuses it if that is not so. The claim is an object, too. Its holder writes it anew every eighth of a lease; when no such
// beat has succeeded for half a lease after it was begun, by either clock of its machine, the holder makes no further request
// and breaks off those under way. Another publisher takes the claim over only after it has seen the very same version of it for
// a whole lease, by its own clock. No two clocks are ever compared. So, if a store carries out what it has received within half
// a lease or never:
//
//   - At most one publisher at a time makes requests that change the site: the version that the second one has seen for a lease
//     was written after the first one's last beat was begun, so the first one stopped half a lease before the second one began,
//     and all that it asked for is done.
//   - A publisher that ends gives the claim up only if each of its requests was answered. If one was not, the claim stays, and
//     the next publisher waits for the lease as after a kill.
//   - The second one lists the destination after it has the claim. The addresses that the first one's journal names are in
//     doubt: they are sent again, unless their bytes are seen to be right.
//
// And if a store takes longer than that: a late request names a version that was seen before the second publisher began. If the
// second one has written to that address, the store refuses it. If it has yet to, its own write is refused, it finds that it
// still has the claim, and writes again. If it leaves that address as it is, step 7 finds the late write, or the late write
// comes after step 7: this alone is left to the assumption. The manifest is replaced only if it is the one that was there at the
// beginning, and a publisher that finds another one says that somebody was faster and stops.
//
// A store that ignores conditions is found out (claim.probe) and refused.
//
// A folder has a lock of its own (publish.Hold), which ends with its process, so it needs no claim. Its files are staged beside
// the site and renamed.
//
// # Records at the destination
//
//	.vernacular-publish/claim.json     who publishes
//	.vernacular-publish/journal.json   what is about to happen; closed at the end
//	.vernacular-publish/history.json   the editions that can be gone back to, and what is to be removed when
//	.vernacular-publish/kept/DIGEST    bytes that were replaced; removed after the grace time
package deliver
