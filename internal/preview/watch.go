package preview

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"pressbox/internal/digest"
)

// A watch knows which files below a site's folder may have changed. Its events are
// hints only: what it names is read again, and contents decide. What it must not
// do is miss a change, so a new folder is read again after it is watched, and
// whatever goes wrong with events turns into one full look, or into polling.
type watch struct {
	dir     string
	warn    func(string)
	events  *fsnotify.Watcher   // nil when polling
	folders map[string]struct{} // watched; used by one goroutine at a time
	settled chan struct{}       // sent to when something changed and then nothing more for a moment

	mu      sync.Mutex
	changed map[string]struct{} // slash-separated, from dir
	all     bool                // anything may have changed
	waiting *batch              // the requests that the next cookie serves; nil when none
	flying  map[string]*batch   // cookies written and not seen yet, by name
	wake    chan struct{}       // there is a batch waiting
	dirty   chan struct{}       // something changed
	lost    chan struct{}       // events were lost
	gone    atomic.Bool         // what is watched went away, or its events do not come
	number  int
	seen    map[string]stamp // when polling: the files as last seen
}

// A batch is requests waiting for the same cookie.
type batch struct{ done chan struct{} }

// A stamp is what polling compares of a file.
type stamp struct {
	size  int64
	mtime time.Time
	mode  fs.FileMode
	sum   digest.Digest // of a file saved so lately that another save may leave the rest as it is; else zero
}

// watched are the folders of a site whose every file counts.
var watched = []string{"content", "templates", "static"}

// Cookies are files that the watch makes below the site's own scratch folder.
// Events arrive in the order in which things happened, so when a cookie's event
// has come, so has every event of a save before it.
const cookies = ".pressbox/preview"

const (
	quiet    = 40 * time.Millisecond // nothing more for so long: a burst is over
	patience = time.Second           // a burst that does not end is looked at anyway
	cookieIn = 2 * time.Second       // a cookie not seen by then: the events are late or dead
	pollIn   = time.Second
	lately   = 5 * time.Second // longer than a file system's clock and a look take
)

func newWatch(dir string, poll bool, warn func(string)) (*watch, error) {
	w := &watch{
		dir: dir, warn: warn, folders: map[string]struct{}{},
		settled: make(chan struct{}, 1), wake: make(chan struct{}, 1), dirty: make(chan struct{}, 1), lost: make(chan struct{}, 1),
		changed: map[string]struct{}{}, flying: map[string]*batch{}, all: true,
	}
	if !poll {
		if err := w.listen(); err != nil {
			warn(unwatchable(err) + "; the files are looked at every second instead, as with --poll")
			poll = true
		}
	}
	if poll {
		w.seen = w.scan()
	}
	return w, nil
}

// listen asks the system for events on all folders.
func (w *watch) listen() error {
	events, err := fsnotify.NewBufferedWatcher(4096)
	if err != nil {
		return err
	}
	w.events = events
	if err := w.addAll(); err != nil {
		events.Close()
		w.events = nil
		return err
	}
	return nil
}

// addAll watches all folders, from nothing.
func (w *watch) addAll() error {
	for _, name := range w.events.WatchList() {
		w.events.Remove(name) // fails where the system was faster
	}
	clear(w.folders)
	// The site's folder is never made: where it is not, another may have its name soon.
	for _, name := range []string{path.Dir(cookies), cookies} {
		if err := os.Mkdir(filepath.Join(w.dir, name), 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	err := errors.Join(w.events.Add(w.dir), w.events.Add(filepath.Join(w.dir, cookies)))
	config := filepath.Join(w.dir, "site.yaml")
	if info, errConfig := os.Lstat(config); errConfig == nil {
		err = errors.Join(err, w.link(config, info.Mode()))
	}
	for _, name := range watched {
		err = errors.Join(err, w.add(filepath.Join(w.dir, name), nil))
	}
	return err
}

// add watches the folder at root and those below it, and reports every file in
// them to found. Each folder is watched before it is read, so that a file made
// meanwhile is seen one way or the other. A folder that is not there is no error.
func (w *watch) add(root string, found func(name string)) error {
	return filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			err = w.events.Add(name)
			w.folders[name] = struct{}{}
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !d.IsDir() {
			if found != nil {
				found(name)
			}
			err = w.link(name, d.Type())
		}
		return err
	})
}

// forget ends the watches at a folder that was moved away or removed, and below
// it. The system would go on to report what happens in a moved folder, under the
// name that it no longer has.
func (w *watch) forget(root string) {
	if _, ok := w.folders[root]; !ok {
		return
	}
	for name := range w.folders {
		if name == root || strings.HasPrefix(name, root+string(filepath.Separator)) {
			w.events.Remove(name) // fails where the system was faster
			delete(w.folders, name)
		}
	}
}

// A linked is the path of a symbolic link that a site is read through. Events tell
// nothing of what it leads to.
type linked string

func (l linked) Error() string { return string(l) + " is a symbolic link" }

// link reports a file as linked if it is a link that a site is read through: those in
// content/ are not.
func (w *watch) link(file string, mode fs.FileMode) error {
	name := w.name(file)
	if mode&fs.ModeSymlink == 0 || scratch(name) || name == "content" || strings.HasPrefix(name, "content/") {
		return nil
	}
	return linked(name)
}

// unwatchable says what to do when folders cannot be watched.
func unwatchable(err error) string {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) {
		return fmt.Sprintf("cannot watch all folders: %v (raise fs.inotify.max_user_watches or max_user_instances with sysctl)", err)
	}
	return fmt.Sprintf("cannot watch the folders: %v", err)
}

// run follows the folders until ctx ends: by events, and by polling when there are
// none or they fail.
func (w *watch) run(ctx context.Context) {
	go w.settle(ctx)
	if w.events != nil {
		err := w.follow(ctx)
		if err == nil {
			return
		}
		w.warn(unwatchable(err) + "; from now on the files are looked at every second, as with --poll")
		w.seen = w.scan()
		w.lookAgain()
	}
	w.poll(ctx)
}

// follow takes in events until ctx ends or folders cannot be watched any more. A
// site's folder that is gone is waited for.
func (w *watch) follow(ctx context.Context) error {
	var baking sync.WaitGroup
	defer baking.Wait()
	defer w.events.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	baking.Go(func() { w.bake(ctx) })
	again := time.NewTicker(pollIn)
	defer again.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case e := <-w.events.Events:
			err = w.see(e)
		case trouble := <-w.events.Errors:
			if !errors.Is(trouble, fsnotify.ErrEventOverflow) {
				w.warn(fmt.Sprintf("watching the folders: %v; everything is looked at again", trouble))
			}
			nudge(w.lost)
		case <-w.lost:
			err = w.addAll()
			w.lookAgain()
		case <-again.C:
			// Not before: who removes a folder does not want to find a new one in it.
			if w.gone.Load() {
				err = w.addAll()
				w.gone.Store(err != nil)
				w.lookAgain()
			}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
}

// see takes in one event. The error is that of something new that cannot be watched.
func (w *watch) see(e fsnotify.Event) error {
	name := w.name(e.Name)
	if after, ok := strings.CutPrefix(name, cookies+"/"); ok {
		w.arrived(after)
		return nil
	}
	left := e.Has(fsnotify.Rename) || e.Has(fsnotify.Remove)
	if left && (name == "." || name == cookies) {
		w.gone.Store(true)
	}
	if !counts(name) || scratch(name) {
		return nil
	}
	if left {
		w.forget(e.Name)
	}
	var mode fs.FileMode
	if e.Has(fsnotify.Create) || e.Op == fsnotify.Chmod {
		if info, err := os.Lstat(e.Name); err == nil {
			mode = info.Mode()
		}
	}
	switch {
	case !mode.IsDir():
		w.mark(name)
		return w.link(e.Name, mode)
	case e.Has(fsnotify.Create):
		return w.add(e.Name, func(file string) { w.mark(w.name(file)) })
	default: // what could not be read may be readable, and the other way round
		w.distrust()
		nudge(w.dirty)
	}
	return nil
}

// name returns the path of a file as the site has it, from the site's folder.
func (w *watch) name(file string) string {
	rel, err := filepath.Rel(w.dir, file)
	if err != nil {
		return ""
	}
	return filepath.ToSlash(rel)
}

// counts reports whether a path from the site's folder can matter to the site.
func counts(name string) bool {
	first, _, below := strings.Cut(name, "/")
	if !below {
		return name == "site.yaml" || slices.Contains(watched, name)
	}
	return slices.Contains(watched, first)
}

// scratch reports whether name is one that editors write beside the file they
// save. The file itself follows with an event of its own.
func scratch(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	switch {
	case strings.HasSuffix(base, "~"), strings.HasPrefix(base, ".#"), strings.HasPrefix(base, "#") && strings.HasSuffix(base, "#"):
		return true // emacs, and backups of many
	case strings.HasPrefix(base, ".") && (strings.HasSuffix(base, ".swp") || strings.HasSuffix(base, ".swx") || strings.HasSuffix(base, ".swo")), base == "4913":
		return true // vim
	case strings.HasPrefix(base, ".goutputstream-"), strings.Contains(base, "___jb_"), base == ".DS_Store":
		return true // GNOME, JetBrains, macOS
	}
	return false
}

func (w *watch) mark(name string) {
	w.mu.Lock()
	w.changed[name] = struct{}{}
	w.mu.Unlock()
	nudge(w.dirty)
}

// lookAgain gives up on what events said: anything may have changed.
func (w *watch) lookAgain() {
	w.mu.Lock()
	w.all = true
	// A cookie's event may be among those lost.
	for name, b := range w.flying {
		close(b.done)
		delete(w.flying, name)
	}
	w.mu.Unlock()
	nudge(w.dirty)
}

// nudge sends to a channel that holds one, unless it holds one already.
func nudge(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// settle turns bursts of changes into one send on settled each.
func (w *watch) settle(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.dirty:
		}
		end := time.NewTimer(patience)
	burst:
		for {
			calm := time.NewTimer(quiet)
			select {
			case <-ctx.Done():
				return
			case <-w.dirty:
				calm.Stop()
			case <-calm.C:
				break burst
			case <-end.C:
				calm.Stop()
				break burst
			}
		}
		end.Stop()
		nudge(w.settled)
	}
}

// take returns the paths that changed since the last call, sorted, and whether
// anything else may have changed too.
func (w *watch) take() (changed []string, all bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	changed, all = slices.Sorted(maps.Keys(w.changed)), w.all
	clear(w.changed)
	w.all = false
	return changed, all
}

// distrust makes the next take say that anything may have changed, since what
// the last one said was of no use.
func (w *watch) distrust() {
	w.mu.Lock()
	w.all = true
	w.mu.Unlock()
}

// sync returns when every change made before the call has been taken in. Calls
// that come together share one cookie or one look.
func (w *watch) sync(ctx context.Context) {
	w.mu.Lock()
	if w.waiting == nil {
		w.waiting = &batch{done: make(chan struct{})}
	}
	b := w.waiting
	w.mu.Unlock()
	nudge(w.wake)
	late := time.NewTimer(cookieIn)
	defer late.Stop()
	select {
	case <-b.done:
	case <-ctx.Done():
	case <-late.C:
		w.distrust()
		w.gone.Store(true)
	}
}

// next takes the batch that is waiting.
func (w *watch) next() *batch {
	w.mu.Lock()
	defer w.mu.Unlock()
	b := w.waiting
	w.waiting = nil
	return b
}

// bake writes a cookie for each batch of requests.
func (w *watch) bake(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		}
		b := w.next()
		if b == nil {
			continue
		}
		w.mu.Lock()
		w.number++
		name := fmt.Sprintf("%d-%d", os.Getpid(), w.number)
		w.flying[name] = b
		w.mu.Unlock()
		file := filepath.Join(w.dir, cookies, name)
		err := os.WriteFile(file, nil, 0o644)
		os.Remove(file)
		if err != nil || w.gone.Load() {
			// Without a cookie nothing is known of the events: somebody removed the
			// scratch folder or the whole site, or the disk is full.
			w.distrust()
			w.gone.Store(true)
			w.arrived(name)
		}
	}
}

// arrived serves the requests that wait for the cookie name.
func (w *watch) arrived(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if b, ok := w.flying[name]; ok {
		delete(w.flying, name)
		close(b.done)
	}
}

// poll looks at all files every second, and whenever a request asks.
func (w *watch) poll(ctx context.Context) {
	tick := time.NewTicker(pollIn)
	defer tick.Stop()
	for {
		var b *batch
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-w.wake:
			b = w.next()
		}
		seen := w.scan()
		for name, s := range seen {
			was := w.seen[name]
			if s.sum == (digest.Digest{}) {
				was.sum = s.sum // it has rested since
			}
			if was != s {
				w.mark(name)
			}
		}
		for name := range w.seen {
			if _, ok := seen[name]; !ok {
				w.mark(name)
			}
		}
		w.seen = seen
		if b != nil {
			close(b.done)
		}
	}
}

// scan looks at every file that counts.
func (w *watch) scan() map[string]stamp {
	seen := map[string]stamp{}
	now := time.Now()
	note := func(file string, info fs.FileInfo) {
		name := w.name(file)
		if scratch(name) {
			return
		}
		at := stamp{size: info.Size(), mtime: info.ModTime(), mode: info.Mode()}
		// Many file systems of networks count whole seconds.
		if now.Sub(at.mtime).Abs() < lately && at.mode.IsRegular() {
			if text, err := os.ReadFile(file); err == nil {
				at.sum = digest.Of(text)
			}
		}
		seen[name] = at
	}
	look := func(file string) {
		info, err := os.Lstat(file)
		if err != nil {
			return // gone meanwhile; the next look will tell
		}
		if w.link(file, info.Mode()) != nil {
			if to, err := os.Stat(file); err == nil {
				info = to
			}
		}
		note(file, info)
	}
	look(filepath.Join(w.dir, "site.yaml"))
	for _, name := range watched {
		root := filepath.Join(w.dir, name)
		if info, err := os.Lstat(root); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			note(root, info)
			root += string(filepath.Separator) // what it leads to
		}
		filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				look(file)
			}
			return nil
		})
	}
	return seen
}
