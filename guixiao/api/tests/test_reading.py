"""What a program reads is what the page says to the same post."""



from guixiao.cases.models import Case
from tests.cast import Cast


def test_try(loaded: Cast, machine):
    li = machine(loaded.li)
    print(li.get("/places"))
    print(li.get("/coverage/522633"))
    print(li.get("/children/522633?bucket=find"))
    print(li.get("/cases"))
    case = Case.objects.first()
    print(li.get(f"/cases/{case.pk}"))
    print(li.get(f"/cases/{case.pk}/events"))
    print(li.get("/tasks"))
    print(li.get("/openapi.json"))
    print(li.post(f"/cases/{case.pk}/events", {"verb": "visit", "version": 1}, 422))
    print(li.post(f"/cases/{case.pk}/events", {"verb": "visit", "version": 2}, 422))
