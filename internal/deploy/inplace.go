package deploy

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
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
	// Limits are what the store would refuse.
	Limits() Limits
}

// InPlace makes a host of a store. Readers see each file as it comes, so the
// order of steps is what keeps the site whole, and the list of what is about to
// change is what makes an interruption mendable.
func InPlace(store Store, parallel int) Host { return &inPlace{store, max(parallel, 1)} }

type inPlace struct {
	store    Store
	parallel int
}

// Where a store keeps what is ours and no reader asks for. No page can have such
// a path.
const (
	recordPath  = ".pressbox/record"
	pendingPath = ".pressbox/pending"
)

func (h *inPlace) Limits() Limits { return h.store.Limits() }

func (h *inPlace) Record(ctx context.Context) ([]byte, []string, error) {
	record, err := h.store.Get(ctx, recordPath)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	list, err := h.store.Get(ctx, pendingPath)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	return record, slices.DeleteFunc(strings.Split(string(list), "\n"), func(s string) bool { return s == "" }), nil
}

func (h *inPlace) Stage(ctx context.Context, c Changes) (Release, error) {
	// What an earlier interruption left unknown is among the paths that change, so
	// this list says no less than the one it replaces.
	list := strings.Join(c.Paths(), "\n") + "\n"
	if err := h.store.Put(ctx, own(pendingPath, []byte(list))); err != nil {
		return nil, err
	}
	return &inPlaceRelease{h}, nil
}

// own is one of the files that are kept for Pressbox alone.
func own(path string, data []byte) File {
	return File{
		Path: path, Size: int64(len(data)), Sum: digest.Of(data), Type: "application/octet-stream", Cache: "no-store",
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil },
	}
}

type inPlaceRelease struct{ *inPlace }

// Send puts files in parallel and stops at the first that fails.
func (r *inPlaceRelease) Send(ctx context.Context, files []File, sent func(File)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan File)
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range min(r.parallel, len(files)) {
		wg.Go(func() {
			for f := range next {
				if ctx.Err() != nil {
					continue
				}
				if err := r.store.Put(ctx, f); err != nil {
					cancel(err)
					continue
				}
				mu.Lock()
				sent(f)
				mu.Unlock()
			}
		})
	}
	for _, f := range files {
		next <- f
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}

func (r *inPlaceRelease) Remove(ctx context.Context, paths []string) error {
	return r.store.Delete(ctx, paths)
}

func (r *inPlaceRelease) Commit(ctx context.Context, record []byte) error {
	if err := r.store.Put(ctx, own(recordPath, record)); err != nil {
		return err
	}
	return r.store.Delete(ctx, []string{pendingPath})
}

// Abandon leaves the pending list, from which the next deploy goes on.
func (r *inPlaceRelease) Abandon(context.Context) error { return nil }
