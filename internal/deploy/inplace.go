package deploy

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"sync"

	"pressbox/internal/digest"
)

// A Store keeps files by path and shows each as soon as it is put: a bucket, a
// folder that a server reads. A store retries by itself what is worth it and puts
// a deadline on every call.
type Store interface {
	// Get returns what stands at path, or an error that is fs.ErrNotExist.
	Get(ctx context.Context, path string) ([]byte, error)
	// Put replaces what stands at f.Path, whole or not at all.
	Put(ctx context.Context, f File) error
	// Delete takes away what stands at paths; what is not there is no error.
	Delete(ctx context.Context, paths []string) error
	// Holds is that of Host.
	Holds(ctx context.Context, files []File) ([]State, error)
	// Limits are what the store would refuse.
	Limits() Limits
}

// InPlace makes a host of a store. Readers see each file as it comes, so the
// order of steps is what keeps the site whole, and the list of what is about to
// change is what makes an interruption mendable.
func InPlace(store Store, parallel int) Host { return &inPlace{store, parallel} }

type inPlace struct {
	Store
	parallel int
}

// Where a store keeps what is ours and no reader asks for.
const (
	recordPath  = own + "/record"
	pendingPath = own + "/pending"
)

// Close implements Host: no call of a store leaves anything open.
func (h *inPlace) Close() error { return nil }

func (h *inPlace) Record(ctx context.Context) (record, pending []byte, err error) {
	if record, err = h.find(ctx, recordPath); err != nil {
		return nil, nil, err
	}
	pending, err = h.find(ctx, pendingPath)
	return record, pending, err
}

// find returns what stands at a path, nil when nothing does.
func (h *inPlace) find(ctx context.Context, path string) ([]byte, error) {
	data, err := h.Get(ctx, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

func (h *inPlace) Stage(ctx context.Context, _ Changes, pending []byte) (Release, error) {
	// What an earlier interruption left unknown is among the paths that change, so
	// this list says no less than the one it replaces.
	if err := h.Put(ctx, ours(pendingPath, pending)); err != nil {
		return nil, err
	}
	return &inPlaceRelease{h, pending}, nil
}

// ours is one of the files that are kept for Pressbox alone.
func ours(path string, data []byte) File {
	return File{
		Path: path, Size: int64(len(data)), Sum: digest.Of(data), Type: "application/octet-stream", Cache: "no-store",
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

type inPlaceRelease struct {
	*inPlace
	pending []byte
}

// Seen implements Release.
func (r *inPlaceRelease) Seen() bool { return true }

// Send puts files in parallel and stops at the first that fails.
func (r *inPlaceRelease) Send(ctx context.Context, files []File, sent func(File)) error {
	var mu sync.Mutex
	return Each(ctx, r.parallel, files, func(ctx context.Context, f File) error {
		if err := r.Put(ctx, f); err != nil {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		sent(f)
		return nil
	})
}

func (r *inPlaceRelease) Remove(ctx context.Context, paths []string) error {
	return r.Delete(ctx, paths)
}

func (r *inPlaceRelease) Commit(ctx context.Context, record []byte) error {
	found, err := r.find(ctx, pendingPath)
	if err != nil {
		return err
	}
	if !bytes.Equal(found, r.pending) {
		return errors.Join(errors.New("somebody else deploys at the same time, and files of both may be there"), r.admit(ctx, found))
	}
	if err := r.Put(ctx, ours(recordPath, record)); err != nil {
		return err
	}
	return r.Delete(ctx, []string{pendingPath})
}

// admit adds what this release changed to the list of another that began while it
// was on its way, so that the next deploy looks after both.
func (r *inPlaceRelease) admit(ctx context.Context, found []byte) error {
	mine, err := DecodePending(r.pending)
	if err != nil {
		return err
	}
	if found != nil {
		other, err := DecodePending(found)
		if err != nil {
			return err
		}
		mine.Paths = append(mine.Paths, other.Paths...)
		slices.Sort(mine.Paths)
		mine.Paths = slices.Compact(mine.Paths)
		mine.Release = other.Release + "+" + mine.Release // neither of them may commit
	}
	data, err := mine.Encode()
	if err != nil {
		return err
	}
	if err := r.Put(ctx, ours(pendingPath, data)); err != nil {
		return fmt.Errorf("noting down what changed: %w", err)
	}
	return nil
}

// Abandon leaves the pending list, from which the next deploy goes on.
func (r *inPlaceRelease) Abandon(context.Context) error { return nil }
