package deploy_test

import (
	"context"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"pressbox/internal/deploy"
)

// A busyHost is one to which somebody else does something while a release of ours
// is on its way.
type busyHost struct {
	deploy.Host
	meanwhile func()
}

func (h busyHost) Stage(ctx context.Context, c deploy.Changes, pending []byte) (deploy.Release, error) {
	r, err := h.Host.Stage(ctx, c, pending)
	if err == nil {
		h.meanwhile()
	}
	return r, err
}

func TestAReleaseThatAnotherCrossesIsNeverHalfSeen(t *testing.T) {
	run(t, whole(), func(t *testing.T, at place) {
		dir := t.TempDir()
		ours, theirs := filepath.Join(dir, "ours"), filepath.Join(dir, "theirs")
		old := newPaper([]int{1, 2, 3}, "p { color: red }")
		next := newPaper([]int{1, 2, 3, 4}, "p { color: red }")
		other := newPaper([]int{2, 3, 5}, "p { color: blue }")
		var now clock
		try := func(local string, p paper, host deploy.Host) error {
			_, err := deploy.Run(t.Context(), publish(t, local, p), host, deploy.Options{MaxDeletes: 99, Time: now.next()})
			return err
		}
		if err := try(ours, old, at.host(ours, nil)); err != nil {
			t.Fatal(err)
		}
		before := at.seen()

		// They have begun, and no more.
		err := try(ours, next, busyHost{at.host(ours, nil), func() {
			c := &cut{after: true}
			if err := try(theirs, other, at.host(theirs, c)); err == nil {
				t.Error("they were not cut off")
			}
		}})
		if at.scratch == "" && (err == nil || !strings.Contains(err.Error(), "at the same time")) {
			t.Errorf("a folder that is taken away is not explained: %v", err)
		}
		if seen := at.seen(); err != nil && !maps.Equal(seen, before) || dead(seen) != nil {
			t.Errorf("%v, and links lead nowhere: %v", err, dead(seen))
		}

		// They have come to an end.
		err = try(ours, next, at.host(ours, nil))
		if err != nil {
			t.Fatal(err)
		}
		next = newPaper([]int{1, 2, 3, 4, 6}, "p { color: red }")
		err = try(ours, next, busyHost{at.host(ours, nil), func() {
			if err := try(theirs, other, at.host(theirs, nil)); err != nil {
				t.Error(err)
			}
		}})
		if err == nil {
			t.Error("ours went over theirs unseen")
		}
		if seen := at.seen(); seen["p5/index.html"] != other["p5/index.html"] || dead(seen) != nil {
			t.Errorf("after %v links lead nowhere: %v", err, dead(seen))
		}
	})
}

func TestAFileThatChangesWhileRsyncReadsItIsNoPartOfTheSite(t *testing.T) {
	only := slices.DeleteFunc(kinds(), func(k kind) bool { return k.name != "ssh and rsync" })
	run(t, only, func(t *testing.T, at place) {
		local := filepath.Join(t.TempDir(), "public")
		site := publish(t, local, newPaper([]int{1}, "p {}"))
		var looked atomic.Bool
		for i, f := range site.Files {
			if f.Path == "index.html" {
				site.Files[i].Open = func() (io.ReadCloser, error) {
					if looked.Swap(true) {
						return io.NopCloser(strings.NewReader("built meanwhile")), nil
					}
					return f.Open()
				}
			}
		}
		var now clock
		_, err := deploy.Run(t.Context(), site, at.host(local, nil), deploy.Options{Time: now.next()})
		if err == nil || !strings.Contains(err.Error(), "index.html changed since it was built") || len(at.seen()) > 0 {
			t.Errorf("got %v", err)
		}
	})
}
