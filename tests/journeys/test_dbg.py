from tests.journeys import test_scenarios_storage as s
def test_dbg(served, person):
    inspector = person("inspector02")
    page = inspector.page
    link = page.context.new_cdp_session(page)
    E="async () => JSON.stringify(await navigator.storage.estimate())"
    print("1", page.evaluate(E), page.evaluate("async()=>navigator.storage.persisted()"))
    s.set_quota(link, served.address, int(page.evaluate(s.USAGE)) + 20 * s.MEGABYTE)
    print("2", page.evaluate(E))
    print("3", link.send("Storage.getUsageAndQuota", {"origin": served.address}))
    s.set_quota(link, served.address+"/", int(page.evaluate(s.USAGE)) + 20 * s.MEGABYTE)
    print("4", page.evaluate(E))
    page.reload()
    print("5", page.evaluate(E))
    s.set_quota(link, served.address, 1)
    print("6", page.evaluate(E))
    print("7", page.evaluate("""async()=>{ try { const r=indexedDB.open('xx',1); const db=await new Promise((d,f)=>{r.onupgradeneeded=()=>r.result.createObjectStore('a'); r.onsuccess=()=>d(r.result); r.onerror=()=>f(r.error)}); const t=db.transaction('a','readwrite'); t.objectStore('a').put('z'.repeat(100000),'k'); await new Promise((d,f)=>{t.oncomplete=d;t.onabort=()=>f(t.error)}); return 'ok' } catch(e){return String(e)} }"""))
    assert 0
