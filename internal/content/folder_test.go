package content

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

const note = "---\ntitle: x\n---\nBody.\n"

func paths(s *Set) []string {
	var out []string
	for _, d := range s.Documents {
		out = append(out, d.Path)
	}
	return out
}

func TestDocumentsComeInPathOrderWithTheKindOfTheirFolder(t *testing.T) {
	s := newSite(t, map[string]string{
		"content/posts/b.md": note, "content/posts/a/z.md": note, "content/posts/a.md": note, "content/posts/a-b.md": note, "content/posts/a0.md": note,
		"content/players/x.md": note, "content/teams/x.md": note, "content/sources/x.md": note, "content/authors/x.md": note,
		"content/stories/x.md": note, "content/leagues/x.md": note, "content/pages/about/us.md": note,
	})
	set, problems := s.load(Options{}, nil)
	if len(problems) > 0 {
		t.Error(problems)
	}
	got := paths(set)
	if !slices.IsSorted(got) || len(got) != 12 {
		t.Errorf("got %q", got)
	}
	for _, d := range set.Documents {
		if !strings.HasPrefix(d.Path, "content/"+d.Kind.Folder()+"/") {
			t.Errorf("%s is a %s", d.Path, d.Kind.Folder())
		}
	}
}

func TestASiteWithoutContentIsEmpty(t *testing.T) {
	set, problems := newSite(t, nil).load(Options{}, nil)
	if len(set.Documents)+len(set.Assets)+len(problems) > 0 {
		t.Errorf("got %v, %v", set.Documents, problems)
	}
}

func TestFilesOfEditorsAndSystemsAreIgnored(t *testing.T) {
	s := newSite(t, map[string]string{"content/posts/x.md": note})
	for _, name := range []string{".DS_Store", ".x.md.swp", "x.md~", "#x.md#", ".#x.md", "4913", "x.md.swp", "Thumbs.db", ".git/config", ".obsidian/x.md", "x.md.tmp"} {
		s.write("content/posts/"+name, "rubbish")
	}
	set, problems := s.load(Options{}, nil)
	if len(problems) > 0 || len(set.Assets) > 0 || len(set.Documents) != 1 {
		t.Errorf("got %v %v %v", paths(set), set.Assets, problems)
	}
}

// TestWhatCannotBeReadIsAProblem makes each kind of file that must not be opened. The
// test would hang if a pipe was.
func TestWhatCannotBeReadIsAProblem(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no pipes and links")
	}
	s := newSite(t, map[string]string{"content/posts/good.md": note, "secret/x.md": note})
	posts := filepath.Join(s.dir, "content", "posts")
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(os.Symlink("/etc/passwd", filepath.Join(posts, "outside.md")))
	check(os.Symlink("../../secret/x.md", filepath.Join(posts, "inside.md")))
	check(os.Symlink("../../secret", filepath.Join(posts, "folder")))
	check(os.Symlink("nowhere", filepath.Join(posts, "dangling.md")))
	makePipe(t, filepath.Join(posts, "pipe.md"))
	makePipe(t, filepath.Join(posts, "pipe.png"))
	makeSocket(t, filepath.Join(posts, "socket.md"))
	want := []string{
		"content/posts/dangling.md: this is a symbolic link",
		"content/posts/folder: this is a symbolic link",
		"content/posts/inside.md: this is a symbolic link",
		"content/posts/outside.md: this is a symbolic link",
		"content/posts/pipe.md: this is a named pipe and not a file",
		"content/posts/pipe.png: this is a named pipe and not a file",
		"content/posts/socket.md: this is a socket and not a file",
	}
	if os.Getuid() != 0 {
		s.write("content/posts/locked.md", note)
		check(os.Chmod(filepath.Join(posts, "locked.md"), 0))
		want = slices.Insert(want, 4, "content/posts/locked.md: the file cannot be read: permission denied")
	}
	set, problems := s.load(Options{}, nil)
	if got := paths(set); !slices.Equal(got, []string{"content/posts/good.md"}) {
		t.Errorf("documents %q", got)
	}
	if len(problems) != len(want) {
		t.Fatalf("problems %v", problems)
	}
	for i, p := range problems {
		if !strings.HasPrefix(p.String(), want[i]) {
			t.Errorf("got  %s\nwant %s…", p, want[i])
		}
		if !strings.HasPrefix(p.Text, "this is a symbolic") && p.Rule != "bad-file" {
			t.Errorf("%s breaks %s", p, p.Rule)
		}
	}
}

func TestALinkedContentFolderIsNotFollowed(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no links")
	}
	s := newSite(t, map[string]string{"other/posts/x.md": note})
	if err := os.Symlink("other", filepath.Join(s.dir, "content")); err != nil {
		t.Fatal(err)
	}
	set, problems := s.load(Options{}, nil)
	if len(set.Documents) > 0 || len(problems) != 1 {
		t.Errorf("got %v, %v", paths(set), problems)
	}
}

func TestStrayFilesAreNamed(t *testing.T) {
	s := newSite(t, map[string]string{
		"content/post/a.md": note, "content/post/b.md": note, "content/x.md": note, "content/players/old/x.md": note,
		"content/posts/y.markdown": note, "content/posts/Z.MD": note, "content/images/logo.txt": "an asset",
	})
	set, problems := s.load(Options{}, nil)
	if len(set.Documents) > 0 || len(set.Assets) != 1 {
		t.Errorf("got %v, %v", paths(set), set.Assets)
	}
	want := []string{
		"content/players/old/x.md: warning: this document is not read (move it into content/players: its name is its id, which has no folders)",
		"content/post: warning: documents in this folder are not read (did you mean content/posts?)",
		`content/posts/Z.MD: warning: this file is not read (name it "Z.md")`,
		`content/posts/y.markdown: warning: this file is not read (name it "y.md")`,
		"content/x.md: warning: this document is not read (documents lie in posts, players, teams, sources, authors, stories, leagues and pages)",
	}
	for i, p := range problems {
		if i >= len(want) || p.String() != want[i] {
			t.Errorf("got %s", p)
		}
	}
	if len(problems) != len(want) {
		t.Errorf("%d problems", len(problems))
	}
}

func TestNamesThatCannotBePublishedAreNamed(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the file system has none of these")
	}
	s := newSite(t, map[string]string{"content/posts/a\nb.md": note, "content/posts/a\\b.md": note, "content/posts/\xff.md": note, "content/posts/\x1b[31m/x.md": note})
	set, problems := s.load(Options{}, nil)
	if len(set.Documents) > 0 || len(problems) != 4 {
		t.Errorf("got %v, %v", paths(set), problems)
	}
	for _, p := range problems {
		if p.Rule != "bad-path" || strings.ContainsFunc(p.String(), func(r rune) bool { return r < ' ' || r == '\ufffd' }) {
			t.Errorf("%q", p)
		}
	}
}

func TestTwoFilesOfOneNameAreAProblemAtBoth(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("the file system has only one of them")
	}
	s := newSite(t, map[string]string{"content/players/garc\u00eda.md": note, "content/players/garci\u0301a.md": note, "content/players/don\u030cic.md": note})
	set, problems := s.load(Options{}, nil)
	if got := paths(set); !slices.Equal(got, []string{"content/players/do\u0148ic.md"}) {
		t.Errorf("documents %q", got)
	}
	if len(problems) != 2 || problems[0].Rule != "path-clash" || problems[0].File != problems[1].File || problems[0].Text == problems[1].Text {
		t.Errorf("problems %v", problems)
	}
	// The one that is decomposed on disk is read from there.
	if _, err := set.Pieces(set.Documents[0].Body.Digest, new([]byte)); err != nil {
		t.Error(err)
	}
	in, err := set.Open("content/players/do\u0148ic.md")
	if err != nil {
		t.Fatal(err)
	}
	in.Close()
}

func TestVeryLargeDocumentsAreRefused(t *testing.T) {
	s := newSite(t, map[string]string{"content/posts/huge.md": note + strings.Repeat("words\n", maxDocument/6), "content/posts/long.md": note + strings.Repeat("words\n", 300_000)})
	set, problems := s.load(Options{}, nil)
	if len(problems) != 2 || problems[0].Rule != "too-large" || problems[1].Rule != "too-large" {
		t.Errorf("got %v, %v", paths(set), problems)
	}
}

func TestOnlyListedFilesCanBeOpened(t *testing.T) {
	s := newSite(t, map[string]string{"content/posts/x.md": note, "content/posts/.hidden": "x", "site.yaml": "title: x"})
	set, _ := s.load(Options{}, nil)
	for _, path := range []string{"site.yaml", "../x", "content/../site.yaml", "content/posts/.hidden", "/etc/passwd", "", "content", "content/posts"} {
		if f, err := set.Open(path); err == nil {
			f.Close()
			t.Errorf("%q was opened", path)
		}
	}
}
