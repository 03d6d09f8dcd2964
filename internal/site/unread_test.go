package site

import "testing"

// A record that cannot be read is one problem, however many posts name it.
func TestAnUnreadRecordIsOneProblem(t *testing.T) {
	dir := newSite(t)
	write(t, dir, "site.yaml", "id: an-id\ntitle: A Site\nbase_url: https://example.org/\nunregistered: error\n")
	for _, name := range []string{"players/cam-akers", "teams/rams", "sources/josina-anderson", "authors/mara-whitlock", "stories/the-trade", "leagues/a-league", "pages/about", "posts/2022/b"} {
		write(t, dir, "content/"+name+".md", "---\nname: [\n---\n")
	}
	write(t, dir, "content/players/ty-long.md", "---\nname: Ty Long\nteams: [{team: rams}]\n---\n")
	write(t, dir, "content/teams/bears.md", "---\nname: Bears\nleague: a-league\n---\n")
	write(t, dir, "content/posts/2022/11/a.md", "---\ntitle: A Post\ndate: 2022-11-01\nplayer: [Cam Akers, cam-akers]\nteam: rams\nsource: Josina Anderson\nauthor: Mara Whitlock\nstory: the-trade\n---\n"+
		"See [[Cam Akers]], [him](player:cam-akers), [it](story:the-trade), [us](../../../pages/about.md) and [that](../b.md).\n")
	s := load(t, dir, nil)
	if len(s.Content.Unread) != 8 || len(s.Problems) != 8 {
		t.Errorf("%d documents are unread, and there are %d problems:", len(s.Content.Unread), len(s.Problems))
		for _, p := range s.Problems {
			t.Error(p)
		}
	}
}
