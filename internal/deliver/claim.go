package deliver

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"
)

// claimRecord is the object by which a publisher says that it is at work.
type claimRecord struct {
	Generator string `json:"generator"`
	Claim     int    `json:"claim"`    // the version of this form
	Holder    string `json:"holder"`   // drawn by each publisher; "" if nobody has the claim
	Beat      int    `json:"beat"`     // grows while the holder is alive
	Lease     int64  `json:"lease_ms"` // how long a holder that says nothing may be alive
}

// claim is a claim that this process has.
type claim struct {
	s      store
	ctx    context.Context // of every request; ends with the claim
	cancel context.CancelCauseFunc
	lease  time.Duration
	stop   chan struct{}
	done   chan struct{}

	mu      sync.Mutex // of one beat at a time
	record  claimRecord
	version version
	since   atomic.Pointer[time.Time] // when the newest beat was begun that succeeded
}

// errLost is why a claim has ended early.
var errLost = errors.New("another publisher has taken over")

// takeClaim takes the claim if nobody has it. One whose holder says nothing is observed for its lease, by this machine's
// clock, and taken over then.
func takeClaim(ctx context.Context, s store, o Options) (*claim, error) {
	var seen version
	var first time.Time
	lease := o.Bucket.Lease
	for told := false; ; {
		began := time.Now()
		r, v, err := readClaim(ctx, s)
		if err != nil {
			return nil, err
		}
		theirs := time.Duration(r.Lease) * time.Millisecond
		switch {
		case r.Holder == "":
			c, err := newClaim(ctx, s, lease, v)
			if !errors.Is(err, errFaster) {
				return c, err
			}
			continue
		case seen == absent:
			seen, first = v, began
		case seen != v:
			return nil, failed(Problem, "somebody else is publishing to "+o.Dest, "wait until that is done, then publish again if this edition is to replace it")
		case began.Sub(first) >= theirs:
			c, err := newClaim(ctx, s, lease, v)
			if !errors.Is(err, errFaster) {
				return c, err
			}
			continue
		}
		if !told && o.Waiting != nil {
			o.Waiting(theirs)
			told = true
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(max(time.Millisecond, theirs/20)):
		}
	}
}

func readClaim(ctx context.Context, s store) (r claimRecord, v version, err error) {
	text, v, err := s.get(ctx, claimKey, 1<<16)
	if errors.Is(err, fs.ErrNotExist) {
		return r, absent, nil
	}
	if err == nil {
		if json.Unmarshal(text, &r) != nil || r.Claim > recordForm {
			err = failed(Problem, "the record "+claimKey+" at the destination is damaged, or of a newer Vernacular", "take it away if nobody is publishing")
		}
	}
	return r, v, err
}

// newClaim writes a claim in the place of another one, or of none.
func newClaim(ctx context.Context, s store, lease time.Duration, was version) (*claim, error) {
	id := make([]byte, 8)
	rand.Read(id)
	c := &claim{s: s, lease: lease, stop: make(chan struct{}), done: make(chan struct{}), version: was,
		record: claimRecord{Generator: "vernacular", Claim: recordForm, Holder: hex.EncodeToString(id), Lease: lease.Milliseconds()}}
	c.ctx, c.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	if err := c.beat(); err != nil {
		c.cancel(nil)
		return nil, err
	}
	go c.live()
	if err := c.probe(); err != nil {
		return nil, errors.Join(err, c.release())
	}
	return c, nil
}

// beat writes the claim anew, if it is still ours.
func (c *claim) beat() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	began := time.Now()
	next := c.record
	next.Beat++
	v, err := c.s.put(c.ctx, claimKey, encodeRecord(next), Header{Type: "application/json", Cache: "no-store"}, c.version)
	if errors.Is(err, errFaster) { // it may have been this very request, of which the answer was lost
		r, now, e := readClaim(c.ctx, c.s)
		if e == nil && r.Holder == next.Holder {
			v, next, err = now, r, nil
		}
	}
	if err != nil {
		return err
	}
	c.record, c.version = next, v
	c.since.Store(&began)
	return nil
}

// live keeps the claim alive. It ends the claim if it is another's by now, and half a lease after the last sign of life that
// was taken, whatever the reason: what was asked for until then has the other half to be carried out.
func (c *claim) live() {
	defer close(c.done)
	tick := time.NewTicker(max(time.Millisecond, c.lease/8))
	defer tick.Stop()
	for {
		select {
		case <-c.stop:
			return
		case <-tick.C:
		}
		beaten := make(chan error, 1)
		go func() { beaten <- c.beat() }()
		select {
		case err := <-beaten:
			if errors.Is(err, errFaster) {
				c.cancel(errLost)
			}
		case <-time.After(time.Until(c.end())):
		}
		c.expire()
		if c.ctx.Err() != nil {
			return
		}
	}
}

// request is the context of a request that is about to be made. It is looked at the clocks here as well: a process that was
// stopped for a while goes on anywhere.
func (c *claim) request() context.Context {
	c.expire()
	return c.ctx
}

// expire ends the claim if its time is over, by either clock: the one on the wall goes on while a machine sleeps.
func (c *claim) expire() {
	if now := time.Now(); !now.Before(c.end()) || !now.Round(0).Before(c.end().Round(0)) {
		c.cancel(fmt.Errorf("the destination did not answer for %v", c.lease/2))
	}
}

// end is when the claim ends if no further beat succeeds.
func (c *claim) end() time.Time { return c.since.Load().Add(c.lease / 2) }

// confirm reports by an error that the claim is not ours any more.
func (c *claim) confirm() error {
	err := c.beat()
	if errors.Is(err, errFaster) {
		c.cancel(errLost)
		return errLost
	}
	return err
}

// probe makes sure that the destination knows conditions at all: without them, two publishers could mix their editions.
func (c *claim) probe() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := encodeRecord(c.record)
	for _, wrong := range []version{absent, "00000000000000000000000000000000"} {
		v, err := c.s.put(c.ctx, claimKey, text, Header{Type: "application/json", Cache: "no-store"}, wrong)
		if errors.Is(err, errFaster) {
			continue
		}
		if err == nil {
			c.version = v
			err = failed(Problem, "this destination ignores conditional writes (If-Match, If-None-Match), so two publishers could mix their editions", "publish to a folder, or use --list and a program of your own")
		}
		return err
	}
	return nil
}

// lost returns why the claim has ended early, with words for people; nil if it has not.
func (c *claim) lost() error {
	cause := context.Cause(c.ctx)
	switch {
	case cause == nil:
		return nil
	case errors.Is(cause, errLost):
		return failed(Problem, "somebody else has taken this publication over: this process did not say for too long that it is at work", "look at what is there now, then publish again if this edition is to replace it")
	}
	return failed(Environment, "publishing stopped: "+cause.Error(), "run the command again: it goes on from there")
}

// release gives the claim up. If a request of ours may be carried out yet, it stays, and whoever comes next waits for its
// lease.
func (c *claim) release() error {
	close(c.stop)
	<-c.done
	if c.ctx.Err() != nil || !c.s.settled() {
		return nil
	}
	free := c.record
	free.Holder = ""
	_, err := c.s.put(c.ctx, claimKey, encodeRecord(free), Header{Type: "application/json", Cache: "no-store"}, c.version)
	if errors.Is(err, errFaster) {
		return nil
	}
	return err
}
